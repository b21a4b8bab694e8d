/// Prints a line of the table.
func report(_ measure: String, _ figure: String) {
    print(measure + String(repeating: " ", count: max(1, 49 - measure.count)) + figure)
}

/// A count in a time as a rate, with thousands separated.
func rate(_ count: Int, _ duration: Duration, _ unit: String) -> String {
    "\(grouped(Int(Double(count) / duration.seconds))) \(unit)/s"
}

/// `1234567` as `1 234 567`.
func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(" ") }
        text.append(digit)
    }
    return String(text.reversed())
}

/// With one digit after the point.
func decimal(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(grouped(tenths / 10)).\(abs(tenths % 10))"
}

/// The value below which a share of the sorted values lies; there is at least one.
func percentile(_ share: Double, _ sorted: [Duration]) -> Duration {
    sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// The median of the sorted values, and what one of a hundred is longer than.
func percentiles(_ sorted: [Duration]) -> String {
    guard !sorted.isEmpty else { return "–" }
    return [0.5, 0.99].map { "\(Int(percentile($0, sorted).seconds * 1_000_000)) µs" }.joined(separator: ", ")
}

/// Does something again and again, and answers how long each time took; ends when it fails.
func measured(until deadline: ContinuousClock.Instant, _ body: () throws -> Bool) rethrows -> [Duration] {
    var times: [Duration] = []
    while ContinuousClock.now < deadline {
        let start = ContinuousClock.now
        guard try body() else { break }
        times.append(start.duration(to: .now))
    }
    return times
}

/// The shortest of some runs of a piece of work: what it takes where nothing else disturbs it.
func best(of rounds: Int, _ work: () throws -> Void) rethrows -> Duration {
    var best = Duration.seconds(Int64.max / 2)
    for _ in 0..<rounds { best = min(best, try ContinuousClock().measure(work)) }
    return best
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    var nanoseconds: Double { seconds * 1e9 }
}
