package import Systemd

/// What the journal entries of the daemon are about. The catalog (systemd/chancery.catalog) explains each to people.
///
/// An entry carries every field listed, with an empty value where there is nothing to say: a field that is missing
/// would stand in the catalog's text as its bare name.
extension MessageID {
    /// A reminder, on time.
    ///
    /// Fields: `CHANCERY_REMINDER_ID`, `CHANCERY_EVENT`, `CHANCERY_TITLE`, `CHANCERY_STARTS`, `CHANCERY_LEAD`,
    /// `CHANCERY_PLACE`, `CHANCERY_PARTIES`.
    package static let reminderDue = MessageID(0x49ee_999e_1da8_4c97_97fd_5622_8616_8869)

    /// A reminder that was due while the daemon was not running, of an event that has not ended.
    ///
    /// Fields: those of ``reminderDue``, and `CHANCERY_DUE`.
    package static let reminderLate = MessageID(0x139d_e9d5_9e09_47e4_85af_a4a0_5dab_c1da)

    /// What people were reminded of no longer holds: it was cancelled, moved, withdrawn, or takes place again.
    ///
    /// Fields: `CHANCERY_REMINDER_ID`, `CHANCERY_EVENT`, `CHANCERY_TITLE`, `CHANCERY_PLACE`, `CHANCERY_PARTIES`,
    /// `CHANCERY_NOTICE` (`cancelled`, `rescheduled`, `withdrawn`, `undated`, `dropped`, `reinstated`), `CHANCERY_WAS`
    /// (the start that people were told of).
    package static let reminderNotice = MessageID(0x2b36_50f6_d842_4eef_9111_1033_4e5c_44a2)

    /// Reminders that nobody was told before their events were over, in one summary.
    ///
    /// Fields: `CHANCERY_REMINDER_ID`, `CHANCERY_MISSED` (how many).
    package static let remindersMissed = MessageID(0x897c_fd0e_de4d_4138_97f1_b4ef_1367_4445)

    /// An entry of the log is durable.
    ///
    /// Fields: `CHANCERY_POSITION`, `CHANCERY_HASH`, `CHANCERY_UID`, `CHANCERY_COUNT` (of changes).
    package static let appended = MessageID(0xf139_b5ad_85ac_4143_82ae_887e_e133_75b7)

    /// The end of the log was incomplete at start-up and was set aside.
    ///
    /// Fields: `CHANCERY_FILE` (where it is now), `CHANCERY_POSITION` (the last good one).
    package static let tornTail = MessageID(0x8cba_6909_c510_4b40_aa26_81ac_ef04_aef3)

    /// A part of the log that was durable is damaged; the daemon does not start.
    ///
    /// Fields: `CHANCERY_FILE`, `CHANCERY_OFFSET`, `CHANCERY_POSITION`, `CHANCERY_REASON`.
    package static let corruption = MessageID(0x66f6_961c_436a_4531_94ed_c738_a8d1_43f1)

    /// The daemon has replayed the log and serves.
    ///
    /// Fields: `CHANCERY_POSITION`, `CHANCERY_VERSION`.
    package static let started = MessageID(0xfa7a_8bb6_1614_41df_9f62_2bb6_ff1c_a897)

    /// The daemon has stopped as it was asked to.
    ///
    /// Fields: `CHANCERY_POSITION`.
    package static let stopped = MessageID(0x4819_6157_727f_404f_a401_1012_5fd9_77cf)

    /// An append was refused, because there is no room for it.
    ///
    /// Fields: `CHANCERY_DIRECTORY`, `CHANCERY_POSITION` (of the last entry).
    package static let diskFull = MessageID(0x5839_9130_b5e5_4f5c_a2d7_11f9_7422_a766)

    /// The disk did not confirm a write; the daemon ends, to recover from what is on disk.
    ///
    /// Fields: `CHANCERY_FILE`, `CHANCERY_POSITION` (the last durable one).
    package static let syncFailed = MessageID(0xabaf_b738_9b30_49fc_81c5_5298_7baa_44e6)

    /// The system's time zones have changed, and are used as they are now.
    ///
    /// Fields: `CHANCERY_FORMER` and `CHANCERY_TZDATA` (the releases of the tz database before and now),
    /// `CHANCERY_DIRECTORY` (where it is).
    package static let zonesChanged = MessageID(0x0a5c_b883_b607_4fb4_8603_6b71_55d4_d615)

    /// The configuration was read again, and is in force.
    ///
    /// Fields: `CHANCERY_WAITING` (the keys that were changed and count only from the next start on).
    package static let reloaded = MessageID(0x3630_47e6_ea59_4758_8787_1469_d2b1_ccb3)

    /// The configuration was to be read again, and is faulty.
    ///
    /// Fields: `CHANCERY_REASON`.
    package static let reloadRefused = MessageID(0x4ae1_0e46_8502_41b3_ad4b_8191_7291_66bc)
}
