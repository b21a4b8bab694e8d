internal import Synchronization

extension EventLog {
    /// Gives the durable entries from a position on to `body`, verified, in order, until it answers false.
    ///
    /// Entries that become durable meanwhile are not given.
    package func read<Failure: Error>(
        from position: Int, _ body: (LogEntry) throws(Failure) -> Bool
    ) throws(WalkFailure<Failure>) {
        let first = max(position, 1)
        let (mark, head, segments) = durable.withLock { durable in
            (
                durable.marks[min((first - 1) / Self.markInterval, durable.marks.count - 1)], durable.head,
                durable.segments
            )
        }
        guard first <= head.position else { return }
        var walk = LogWalk(segments, on: disk, from: mark)
        var isWanted = true
        let end = try walk.entries { (entry, _) throws(Failure) in
            guard entry.position >= first else { return true }
            isWanted = try body(entry)
            return isWanted && entry.position < head.position
        }
        if let fault = end.fault { throw .log(walk.corrupt(fault.reason)) }
        if isWanted, walk.head.position < head.position { throw .log(walk.corrupt("the log ends here")) }
    }

    /// The position of the last entry that was recorded at or before a time; 0 where there is none.
    package func position(asOf time: Timestamp) throws(LogError) -> Int {
        let mark = durable.withLock { durable in
            durable.marks.last { $0.recorded <= time } ?? durable.marks[0]
        }
        var position = mark.head.position
        do throws(WalkFailure<Never>) {
            try read(from: position + 1) { (entry) in
                guard entry.recorded <= time else { return false }
                position = entry.position
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            }
        }
        return position
    }

    /// Reads the whole log and checks every hash and the chain; answers the head that was reached.
    package func verify() throws(LogError) -> Head {
        let (segments, target) = durable.withLock { ($0.segments, $0.head) }
        let (header, start) = try Self.readHeader(segments[0], on: disk)
        var walk = LogWalk(segments, on: disk, header: header, start: start)
        var end = LogWalk.End.clean
        if target.position > 0 {
            do throws(WalkFailure<Never>) {
                end = try walk.entries { (entry, _) in entry.position < target.position }
            } catch {
                switch error {
                case .log(let error): throw error
                }
            }
        }
        if let fault = end.fault { throw walk.corrupt(fault.reason) }
        guard walk.head == target else { throw walk.corrupt("the hash differs from the one that was acknowledged") }
        return target
    }
}
