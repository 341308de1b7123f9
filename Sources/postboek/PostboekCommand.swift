import ArgumentParser

/// The command `postboek`.
@main
struct PostboekCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postboek",
        abstract: "A mail ledger: mails your documents, and proves what became of them.",
        discussion: """
            Start with `postboek serve --data DIR`: it makes what is missing and prints an address and, once, an access \
            key. Every other command works on the same folder with `--data DIR`, or talks to a running service with \
            `--url URL` and `--key KEY`.

            Each setting can also stand in the environment (POSTBOEK_DATA, POSTBOEK_URL, POSTBOEK_KEY, \
            POSTBOEK_ORGANIZATION, POSTBOEK_PORT, POSTBOEK_HOST, POSTBOEK_PUBLIC_URL, POSTBOEK_LOG_LEVEL) or, under \
            the same names in lower case with dots (`public.url`), in a JSON file named with --config. A flag wins over \
            the environment, and that over the file. \
            The master key is the data folder's instance.key, unless it comes from POSTBOEK_MASTER_KEY (base64 of 32 \
            bytes), from a file (--master-key-file) or from what a command prints (--master-key-command).
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self,
            OrganizationCommand.self,
            KeyCommand.self,
            MethodCommand.self,
            DomainCommand.self,
            CustomerCommand.self,
            SettingsCommand.self,
            TextCommand.self,
            SendCommand.self,
            AccountantCommand.self,
            CancelCommand.self,
            ResendCommand.self,
            BatchCommand.self,
            HistoryCommand.self,
            TimelineCommand.self,
            MessageCommand.self,
            ContentCommand.self,
            BundleCommand.self,
            EraseCommand.self,
            HoldCommand.self,
            SubjectExportCommand.self,
            RetentionCommand.self,
            KeysCommand.self,
            AnchorCommand.self,
            WitnessCommand.self,
            TrackingCommand.self,
            RefreshCommand.self,
            WebhookCommand.self,
            FeedsCommand.self,
            ReportCommand.self,
            SuppressionsCommand.self,
            ExplainReportCommand.self,
            ReportsCommand.self,
            ReclassifyCommand.self,
            MailboxCommand.self,
            BackupCommand.self,
            CheckBackupCommand.self,
            RestoreCommand.self,
        ]
    )
}
