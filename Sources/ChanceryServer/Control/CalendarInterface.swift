package import Varlink

/// The description of `org.chancery.Calendar`: what the control socket offers.
package enum CalendarInterface {
    package static let name = "org.chancery.Calendar"

    package static func load() throws(InterfaceError) -> Interface { try Interface(text) }

    private static let text = """
        # The calendar of a Chancery daemon: append changes, read the log, ask what is, what was, and what was known.
        #
        # Times are RFC 3339 in UTC. "asOf" takes a time or a position of the log: what had been recorded by then.
        # "known" takes a date or a time: what had been announced by then. A call takes one of them at most.
        interface org.chancery.Calendar

        # What an event is at the moment.
        type State (scheduled, cancelled, concluded)

        # One line of an agenda. "when" has the form it has in a change, and does not repeat.
        type AgendaItem (
          event: string,
          occurrence: ?string,
          title: string,
          kind: string,
          state: State,
          tentative: bool,
          classification: string,
          when: object,
          place: ?string,
          parties: []string
        )

        # One change of an event, and the entry it is in.
        type HistoryItem (position: int, recorded: string, author: object, change: object)

        # A change that does not fit where the order of announcement puts it, and is left out of a "known" view.
        type LeftOut (position: int, change: int, event: string, message: string)

        # A reminder to come.
        type Reminder (event: string, title: string, due: string, starts: string, before: string)

        # What became of a reminder. It is "coming" until it was told, "superseded" where a later reminder of the same
        # occurrence was told in its place, and "missed" where its event was over before anybody was told.
        type ReminderState (coming, delivered, late, missed, superseded)

        # A reminder or a notice. "due" is when the reminder is or was due; of a notice, and of a reminder of a start that
        # does not hold any more, when it was recorded. "recorded" is when it was told, or found to be missed. "starts" is
        # the start that it tells of, a date or a time on the clock of "zone". A reminder has "before" and perhaps "at", as
        # its rule has; a notice that something does not hold any more has "notice", what became of it.
        type ReminderLine (
          id: string,
          event: string,
          title: string,
          classification: string,
          state: ReminderState,
          due: string,
          local: string,
          recorded: ?string,
          recordedLocal: ?string,
          starts: ?string,
          zone: ?string,
          before: ?string,
          at: ?string,
          notice: ?string
        )

        # Appends the changes as one entry, all or none, and replies when they are on the disk. With an "id", the same
        # call may be made again: it answers the first position. With "expectedPosition", only if the log stands there;
        # with "expectedSequences", only if each of these events has that SEQUENCE, which grows with every change of it.
        method Append(
          changes: []object,
          id: ?string,
          expectedPosition: ?int,
          expectedSequences: ?[string]int
        ) -> (position: int, hash: string)

        # Reads entries from a position on (1 is the first); 500 at most in a reply. With "more" it goes on to the end,
        # and with "follow" it then waits for what is appended.
        method Read(position: ?int, follow: ?bool) -> (entries: []object)

        # The events of a span of days, both included, in the order of time; those without a date last.
        method Agenda(from: ?string, to: ?string, language: ?string, asOf: ?string, known: ?string) -> (
          items: []AgendaItem,
          leftOut: []LeftOut
        )

        # All that is known of an event.
        method Describe(event: string, asOf: ?string, known: ?string) -> (event: object)

        # The changes of an event, in the order of the log.
        method History(event: string) -> (items: []HistoryItem)

        # The reminders of a span of time in the order of time, and what became of each; of one event or of all. "from" and
        # "to" take a date, in the calendar's zone and both included, or a time. Without "from" it is 7 days before now (or
        # before "to", where that is earlier), without "to" 30 days after now (or after "from", where that is later). A
        # reply has 500 at most; with "more" others follow, up to 10000. "truncated": there are more in the span. "zone" is
        # the calendar's, and "local" and "recordedLocal" are times on its clock.
        method Reminders(from: ?string, to: ?string, event: ?string, language: ?string) -> (
          zone: string,
          truncated: bool,
          reminders: []ReminderLine
        )

        # A feed as iCalendar: the one of that name, or the whole public calendar; "all" adds what is not public.
        method Render(feed: ?string, all: ?bool, language: ?string, asOf: ?string, known: ?string) -> (
          calendar: string,
          leftOut: []LeftOut
        )

        # Reads the whole log from the disk and checks every hash and the chain.
        method Verify() -> (position: int, hash: string)

        # Reads the configuration again. What counts only from the next start on is "waiting", by its keys.
        method Reload() -> (waiting: []string)

        # Where the daemon and its log stand. With a key configured, "signedHead" is the log's head as a C2SP checkpoint,
        # and "verifierKey" the key that it is checked with.
        method Status() -> (
          version: string,
          log: string,
          logCreated: string,
          position: int,
          hash: string,
          recorded: string,
          size: int,
          events: int,
          tzdata: ?string,
          address: string,
          signedHead: ?string,
          verifierKey: ?string,
          nextReminder: ?Reminder
        )

        # A change of the draft is refused, and so nothing was appended. "change" is its index from 0, "field" the way to
        # the field at fault ("when.start"; empty for the change as a whole).
        error Rejected (change: int, event: ?string, field: string, reason: Reason, message: string)

        type Reason (
          unknownEvent, alreadyScheduled, withdrawnEvent, wrongState, unknownOccurrence, endBeforeStart, unknownZone,
          invalidRule, invalidCountry, tooLong, unknownField, missingField, invalidValue
        )

        # The log does not stand at the expected position. Nothing was appended.
        error PositionConflict (expected: int, actual: int)

        # The event was changed since, or is not there ("actual" is null). Nothing was appended.
        error SequenceConflict (event: string, expected: int, actual: ?int)

        # The id was used before, for other changes. Nothing was appended.
        error IdConflict (id: string, position: int)

        # There is no room on the disk. Nothing was appended; try again when there is.
        error DiskFull ()

        # The daemon is stopping. Nothing was appended.
        error Stopping ()

        # The disk failed; whether the changes are in the log is known when the daemon has started again.
        error LogFailed ()

        error UnknownEvent (event: string)

        error UnknownFeed (feed: string)

        # The configuration is faulty; the former one stays in force. "place" is the file, and the line or the key.
        error InvalidConfiguration (place: string, message: string)

        # A time, date or position that is none.
        error InvalidTime (parameter: string, value: string, expected: string)

        # The log on the disk is not what was written.
        error Corrupt (file: string, offset: int, position: int, reason: string)

        # Something went wrong that is not the caller's fault; the journal has it.
        error InternalError ()
        """
}
