extension GeneratedCalendar {
    /// Changes an event, and answers what the change is in JSON; nil where chance makes none that fits.
    mutating func change(
        _ event: inout ModelEvent, at moment: (phase: Int, time: Int64), near: Int64?
    ) -> String? {
        let recorded = recorded(moment)
        func change(_ type: String, _ more: String = "") -> String {
            #"{"event":"\#(event.uid)","type":"\#(type)"\#(more)}"#
        }
        guard event.state != "withdrawn" else { return nil }
        if event.state == "cancelled", chance(70) {
            (event.state, event.dated) = ("scheduled", recorded)
            return change("reinstated")
        }
        if event.repetition != nil, let near, chance(60) { return changeOccurrence(&event, near, at: moment) }
        switch number(1...10) {
        case 1...4:
            let form =
                event.repetition == nil
                ? makeForm(near: moment.time) : event.form.moved(to: (event.form.start ?? 0) + number(-5...5) * 86_400)
            if form == event.form { return nil }
            event.form = form
            event.repetition?.also = []
            event.dated = recorded
            let starts = Set(event.starts(until: Self.end + 4_000 * 86_400, in: nil))
            event.moved = event.moved.filter { starts.contains($0.key) }
            event.cancelled.formIntersection(starts)
            event.ownRules = event.ownRules.filter { starts.contains($0.key) }
            event.occurrenceDated = event.occurrenceDated.filter { starts.contains($0.key) }
            return change("rescheduled", #","when":\#(event.json(form))"#)
        case 5...7:
            guard event.state == "scheduled" else { return nil }
            event.state = "cancelled"
            return change("cancelled")
        case 8:
            event.state = "withdrawn"
            return change("withdrawn")
        case 9:
            let former = event.rules
            event.rules = [ModelEvent.Rule(days: number(15...20)), ModelEvent.Rule(seconds: number(41...60) * 1_800)]
            guard event.rules != former else { return nil }
            event.dated = recorded
            return change("revised", #","set":{"reminders":\#(ModelEvent.json(event.rules ?? []))}"#)
        default:
            event.isTentative.toggle()
            event.dated = recorded
            return change("revised", #","set":{"status":"\#(event.isTentative ? "tentative" : "confirmed")"}"#)
        }
    }

    private mutating func changeOccurrence(
        _ event: inout ModelEvent, _ start: Int64, at moment: (phase: Int, time: Int64)
    ) -> String? {
        let recorded = recorded(moment)
        let occurrence = #","occurrence":"\#(event.text(start, isDays: event.form.isDays))""#
        func change(_ type: String, _ more: String = "") -> String {
            #"{"event":"\#(event.uid)","type":"\#(type)"\#(occurrence)\#(more)}"#
        }
        if event.cancelled.contains(start) {
            event.cancelled.remove(start)
            event.occurrenceDated[start] = recorded
            return change("reinstated")
        }
        switch number(1...3) {
        case 1:
            event.cancelled.insert(start)
            return change("cancelled")
        case 2:
            let form = makeForm(near: moment.time)
            guard form.start != nil else { return nil }
            event.moved[start] = form
            event.occurrenceDated[start] = recorded
            return change("rescheduled", #","when":\#(event.json(form, withRepetition: false))"#)
        default:
            let former = event.ownRules[start]
            event.ownRules[start] = [ModelEvent.Rule(days: number(21...30)), ModelEvent.Rule(seconds: 2_700)]
            guard event.ownRules[start] != former else { return nil }
            event.occurrenceDated[start] = recorded
            return change("revised", #","set":{"reminders":\#(ModelEvent.json(event.ownRules[start] ?? []))}"#)
        }
    }
}
