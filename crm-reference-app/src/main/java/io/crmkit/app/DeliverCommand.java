package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.automation.DeliveryReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Delivers what the outbox holds, through the channels of the policy (NTF-01). */
@Command(name = "deliver")
final class DeliverCommand implements Callable<Integer> {

    private final Desk desk;

    @Option(names = "--channels", paramLabel = "FILE")
    private Optional<Path> channels = Optional.empty();

    @Option(names = "--limit", paramLabel = "N")
    private int limit = 10_000;

    DeliverCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        channels.ifPresent(desk::openChannelsWith);
        try (Crm crm = desk.open()) {
            DeliveryReport report =
                    desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).messages().deliver(limit));
            report.failures().forEach(failure -> desk.error(failure.message(desk.language())));
            desk.answer(desk.texts().get("deliver.done", report.delivered(), report.waiting(), report.parked()));
            if (report.more()) {
                desk.answer(desk.texts().get("deliver.more"));
            }
            return report.failures().isEmpty() ? Exit.FINE : Exit.TROUBLE;
        }
    }
}
