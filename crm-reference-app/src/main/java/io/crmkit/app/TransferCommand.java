package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.Transfer;
import io.crmkit.shared.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives records to somebody else (ACC-12). */
@Command(name = "transfer")
final class TransferCommand implements Callable<Integer> {

    /** What can be transferred. */
    enum Kind {
        CUSTOMER,
        LEAD,
        OPPORTUNITY
    }

    private final Desk desk;

    @Parameters(index = "0", paramLabel = "KIND", descriptionKey = "transfer.kind")
    private Kind kind = Kind.CUSTOMER;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", descriptionKey = "transfer.id")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--to", required = true, paramLabel = "LOGIN")
    private String to = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT")
    private String reason = "";

    @Option(names = "--deals", paramLabel = "follow|stay")
    private Transfer.Parts deals = Transfer.Parts.FOLLOW;

    TransferCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        Texts texts = desk.texts();
        if (ids.size() > Transfer.MOST) {
            throw desk.usage("error.transfer-most", Transfer.MOST);
        }
        List<Sheet.Column> columns = Stream.of("record", "fate", "why")
                .map(key -> new Sheet.Column(key, texts.get("handover.column." + key), Sheet.Kind.TEXT))
                .toList();
        boolean all = true;
        try (Crm crm = desk.open()) {
            CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
            String receiver = desk.done(session.users().byLogin(to)).id();
            List<? extends Outcome<?>> outcomes = switch (kind) {
                case CUSTOMER -> session.customers().transfer(ids, receiver, reason, deals);
                case LEAD -> session.leads().transfer(ids, receiver, reason);
                case OPPORTUNITY -> session.opportunities().transfer(ids, receiver, reason);
            };
            try (Sheet sheet = desk.sheet(texts.get("transfer.title", to), columns)) {
                for (int i = 0; i < ids.size(); i++) {
                    Outcome<?> outcome = outcomes.get(i);
                    all &= outcome.isDone();
                    sheet.row(Arrays.asList(
                            ids.get(i),
                            texts.get(outcome.isDone() ? "handover.fate.moved" : "handover.fate.refused"),
                            outcome.isDone() ? null : desk.told(outcome.refusals())));
                }
            }
        }
        return all ? Exit.FINE : Exit.REFUSED;
    }
}
