import ICalendar

/// The input is a property, and perhaps more of them in lines of their own.
func fuzzValue(_ bytes: [UInt8]) {
    let file = Array("BEGIN:X\r\n".utf8) + bytes + Array("\r\nEND:X\r\n".utf8)
    guard let component = try? Component.parse(file, mode: .lenient) else { return }
    for property in component.properties {
        do {
            let values = try property.values()
            check(!values.isEmpty, "a property has a value")
            let written = Property(property.name, parameters: property.parameters, values: values)
            check(try written.values() == values, "values are read as they were written, not \(written.value)")
            let again = Property(property.name, parameters: property.parameters, values: try written.values())
            check(again.value.utf8.elementsEqual(written.value.utf8), "values are written again as the same")
        } catch {
            checkIsLine(error.description)
        }
        if let duration = CalendarDuration(property.value) {
            check(CalendarDuration(duration.description) == duration, "\(property.value) is read again as the same")
            _ = CivilDateTime(iso: "2025-01-27T10:00")?.advanced(by: duration)
        }
    }
}
