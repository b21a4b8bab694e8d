/// The times of day at every one of some hours, minutes and seconds. Times are seconds since midnight.
struct TimeSet {
    private let hours: UInt64
    private let minutes: UInt64
    private let seconds: UInt64
    /// The first time of the set.
    let first: Int
    /// The last time of the set.
    let last: Int

    /// A time is in the set when its hour, its minute and its second each are in the mask (bit 0 for 0), and no mask is
    /// empty.
    init(hours: UInt64, minutes: UInt64, seconds: UInt64) {
        self.hours = hours
        self.minutes = minutes
        self.seconds = seconds
        first = hours.lowestBit * 3600 + minutes.lowestBit * 60 + seconds.lowestBit
        last = hours.highestBit * 3600 + minutes.highestBit * 60 + seconds.highestBit
    }

    /// How many times there are.
    var count: Int {
        hours.nonzeroBitCount * minutes.nonzeroBitCount * seconds.nonzeroBitCount
    }

    /// The first time of the set that is not before `time`.
    @inline(__always)
    func first(atOrAfter time: Int) -> Int? {
        time <= first ? first : time > last ? nil : next(atOrAfter: time)
    }

    private func next(atOrAfter time: Int) -> Int? {
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        if hours.has(hour) {
            if minutes.has(minute), let next = seconds.firstBit(atOrAfter: second) {
                return hour * 3600 + minute * 60 + next
            }
            if let next = minutes.firstBit(atOrAfter: minute + 1) {
                return hour * 3600 + next * 60 + seconds.lowestBit
            }
        }
        return hours.firstBit(atOrAfter: hour + 1).map { $0 * 3600 + first % 3600 }
    }

    /// How many times of the set are before `time`.
    func count(before time: Int) -> Int {
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        let perMinute = seconds.nonzeroBitCount
        let perHour = minutes.nonzeroBitCount * perMinute
        var count = hours.bitCount(below: hour) * perHour
        guard hours.has(hour) else { return count }
        count += minutes.bitCount(below: minute) * perMinute
        guard minutes.has(minute) else { return count }
        return count + seconds.bitCount(below: second)
    }

    /// The time with so many others before it.
    func time(at position: Int) -> Int? {
        let perMinute = seconds.nonzeroBitCount
        let perHour = minutes.nonzeroBitCount * perMinute
        guard
            perHour > 0, let hour = hours.bit(at: position / perHour),
            let minute = minutes.bit(at: position % perHour / perMinute),
            let second = seconds.bit(at: position % perMinute)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }
}

extension UInt64 {
    fileprivate func has(_ bit: Int) -> Bool { self &>> UInt64(bit) & 1 == 1 }

    /// The place of the lowest bit that is set, where one is.
    fileprivate var lowestBit: Int { trailingZeroBitCount }

    /// The place of the highest bit that is set, where one is.
    fileprivate var highestBit: Int { 63 - leadingZeroBitCount }
}
