/// Values under one another, each after its label: what is told of a single thing.
struct LabelledLines {
    private var items: [(label: String, values: [String])] = []

    /// Adds a value of one line or several; none where there is no value.
    mutating func add(_ label: String, _ values: [String]) {
        if !values.isEmpty { items.append((label, values.map(\.printable))) }
    }

    mutating func add(_ label: String, _ value: String?) {
        add(label, value.map { [$0] } ?? [])
    }

    var lines: [String] {
        let width = items.lazy.map(\.label.displayWidth).max() ?? 0
        return items.flatMap { item in
            item.values.enumerated().map { index, value in
                let label = index == 0 ? item.label : ""
                return label + String(repeating: " ", count: width - label.displayWidth + 2) + value
            }
        }
    }
}
