package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerQuery;
import io.crmkit.customer.SavedQuery;
import io.crmkit.scoring.Lifecycle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches customers by keyword and filters, and keeps queries (CUS-09). */
@Command(name = "search")
final class SearchCommand implements Callable<Integer> {

    private final Desk desk;

    @Parameters(arity = "0..*", paramLabel = "WORD", descriptionKey = "search.words")
    private List<String> words = List.of();

    @Option(names = "--having", paramLabel = "FIELD=VALUE")
    private List<String> having = List.of();

    @Option(names = "--tag", paramLabel = "TAG")
    private List<String> tags = List.of();

    @Option(names = "--owner", paramLabel = "LOGIN")
    private Optional<String> owner = Optional.empty();

    @Option(names = "--grade", paramLabel = "GRADE")
    private Optional<String> grade = Optional.empty();

    @Option(names = "--lifecycle", paramLabel = "STAGE")
    private Optional<String> lifecycle = Optional.empty();

    @Option(names = "--sort", paramLabel = "registered|name|changed")
    private CustomerQuery.Sort sort = CustomerQuery.Sort.REGISTERED;

    @Option(names = "--limit", paramLabel = "N")
    private int limit = 50;

    @Option(names = "--save", paramLabel = "NAME")
    private Optional<String> save = Optional.empty();

    @Option(names = "--saved", paramLabel = "NAME")
    private Optional<String> saved = Optional.empty();

    @Option(names = "--forget", paramLabel = "NAME")
    private Optional<String> forget = Optional.empty();

    @Option(names = "--list-saved")
    private boolean listSaved;

    @Option(names = "--contacts")
    private boolean contacts;

    @Option(names = "--leads")
    private boolean leads;

    SearchCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw desk.usage("error.limit");
        }
        if (contacts && leads) {
            throw desk.usage("error.search-either");
        }
        try (Crm crm = desk.open()) {
            CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
            if (listSaved) {
                listSaved(session);
            } else if (forget.isPresent()) {
                desk.done(session.search().forget(forget.get()));
                desk.answer(desk.texts().get("search.forgotten", forget.get()));
            } else if (leads) {
                FoundByWords.leads(desk, session, keyword(), limit);
            } else if (contacts) {
                FoundByWords.contacts(desk, session, keyword(), limit);
            } else {
                CustomerQuery query = saved.isPresent() ? kept(session, saved.get()) : query(session);
                if (save.isPresent()) {
                    desk.done(session.search().save(save.get(), query));
                    desk.say("search.kept", save.get());
                }
                find(session, query);
                if (desk.options().format == CrmCommand.Format.TABLE && isKeywordAlone(query)) {
                    FoundByWords.contacts(desk, session, keyword(), limit);
                }
            }
        }
        return Exit.FINE;
    }

    private String keyword() {
        return String.join(" ", words);
    }

    /** Contacts are not filtered by what customers are filtered by. */
    private boolean isKeywordAlone(CustomerQuery query) {
        return !words.isEmpty() && query.equals(CustomerQuery.of(keyword()).sorted(sort));
    }

    private CustomerQuery kept(CrmSession session, String name) {
        return desk.done(session.search().saved()).stream()
                .filter(one -> one.name().equals(name.strip()))
                .findFirst()
                .flatMap(SavedQuery::query)
                .orElseGet(() -> {
                    desk.done(session.search().run(name, 1, Optional.empty())); // which says what there is
                    throw new IllegalStateException(name);
                });
    }

    private CustomerQuery query(CrmSession session) {
        CustomerQuery query = CustomerQuery.all().sorted(sort).tagged(tags);
        if (!words.isEmpty()) {
            query = query.keyword(keyword());
        }
        if (!having.isEmpty()) {
            Map<String, String> values =
                    CustomerCommand.values(desk, desk.done(session.fields().inForce()), having);
            for (Map.Entry<String, String> value : values.entrySet()) {
                query = query.having(value.getKey(), value.getValue());
            }
        }
        if (owner.isPresent()) {
            query = query.ownedBy(
                    desk.done(session.users().byLogin(owner.get())).id());
        }
        if (grade.isPresent()) {
            query = query.graded(grade.get());
        }
        if (lifecycle.isPresent()) {
            query = query.in(stage(lifecycle.get()));
        }
        return query;
    }

    private Lifecycle.Stage stage(String name) {
        String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(Lifecycle.Stage.values())
                .filter(stage -> stage.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> desk.usage(
                        "error.one-of",
                        name,
                        Arrays.stream(Lifecycle.Stage.values())
                                .map(stage ->
                                        stage.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .collect(Collectors.joining(", "))));
    }

    private void find(CrmSession session, CustomerQuery query) {
        Texts texts = desk.texts();
        Map<String, String> users = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                new Sheet.Column("owner", texts.get("field.owner"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("show.customers"), columns)) {
            ListedPages.print(
                    desk,
                    session,
                    sheet,
                    "customer",
                    limit,
                    (most, token) -> session.search().find(query, most, token),
                    (Customer customer) -> Arrays.asList(
                            customer.id(),
                            customer.name(),
                            customer.owner()
                                    .map(id -> users.getOrDefault(id, id))
                                    .orElse(null)));
        }
    }

    private void listSaved(CrmSession session) {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                new Sheet.Column("keyword", texts.get("column.keyword"), Sheet.Kind.TEXT),
                new Sheet.Column("filters", texts.get("column.filters"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("search.saved"), columns)) {
            for (SavedQuery one : desk.done(session.search().saved())) {
                CustomerQuery query = one.query().orElse(CustomerQuery.all());
                sheet.row(Arrays.asList(one.name(), query.keyword().orElse(null), filters(query)));
            }
        }
    }

    private static String filters(CustomerQuery query) {
        StringBuilder all = new StringBuilder();
        query.values()
                .forEach((field, value) ->
                        all.append(field).append('=').append(value).append(' '));
        query.tags().forEach(tag -> all.append('#').append(tag).append(' '));
        query.grade().ifPresent(code -> all.append("grade=").append(code).append(' '));
        query.lifecycle()
                .ifPresent(stage -> all.append("lifecycle=").append(stage.name().toLowerCase(Locale.ROOT)));
        return all.toString().strip();
    }
}
