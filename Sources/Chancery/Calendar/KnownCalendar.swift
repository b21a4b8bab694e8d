internal import CanonicalJSON

/// Folds what had been announced by some time: the log's changes in the order in which the world knew of them.
///
/// The order is that of `announced`, or of when it was recorded where that is absent; then that of the log.
package struct KnownCalendar: Sendable {
    /// A change that does not fit where this order puts it.
    package struct LeftOut: Hashable, Sendable {
        package let position: Int
        /// The change's index in its entry, from 0.
        package let change: Int
        package let event: String
        package let fault: FieldFault
    }

    private struct Announcement {
        let moment: Moment
        let index: Int
        let change: Change
    }

    private let time: Int64
    private var announcements: [Announcement] = []

    /// - Parameter time: in milliseconds since 1970; what was announced at that moment counts.
    package init(at time: Int64) { self.time = time }

    /// Adds the changes of an entry; entries come in the order of the log.
    package mutating func add(changes: UnsafeBufferPointer<UInt8>, at moment: Moment) throws(FieldFault) {
        var index = 0
        var reader = JSONReader(changes)
        try reader.array { (reader) throws(FieldFault) in
            let change = try Change(reading: &reader, isDraft: false)
            let announced = change.announced ?? moment.milliseconds
            if announced <= time {
                let moment = Moment(position: moment.position, milliseconds: announced)
                announcements.append(Announcement(moment: moment, index: index, change: change))
            }
            index += 1
        }
    }

    /// The calendar, and what had to be left out of it.
    package func folded() -> (calendar: Calendar, leftOut: [LeftOut]) {
        var calendar = Calendar()
        var leftOut: [LeftOut] = []
        let ordered = announcements.enumerated().sorted {
            ($0.element.moment.milliseconds, $0.offset) < ($1.element.moment.milliseconds, $1.offset)
        }
        for (_, announcement) in ordered {
            do throws(FieldFault) {
                try calendar.apply(announcement.change, at: announcement.moment)
            } catch {
                leftOut.append(
                    LeftOut(
                        position: announcement.moment.position, change: announcement.index,
                        event: announcement.change.event, fault: error))
            }
        }
        return (calendar, leftOut)
    }
}
