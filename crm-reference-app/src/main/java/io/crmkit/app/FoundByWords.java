package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.CustomerSearch;
import io.crmkit.pipeline.Lead;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints the leads, and the customers by their contacts, that words or a number lead to (CUS-09, CUS-18). */
final class FoundByWords {

    private FoundByWords() {}

    static void contacts(Desk desk, CrmSession session, String keyword, int limit) {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT),
                new Sheet.Column("contact", texts.get("field.contact"), Sheet.Kind.TEXT),
                new Sheet.Column("phone", texts.get("column.contact.phone"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("search.by-contact"), columns)) {
            ListedPages.print(
                    desk,
                    session,
                    sheet,
                    "contact",
                    limit,
                    (most, token) -> session.search().byContact(keyword, most, token),
                    (CustomerSearch.ByContact found) -> Arrays.asList(
                            found.customer().id(),
                            found.customer().name(),
                            found.contact().details().name().orElse(null),
                            found.contact().details().phone().orElse(null)));
        }
    }

    static void leads(Desk desk, CrmSession session, String keyword, int limit) {
        Texts texts = desk.texts();
        Map<String, String> users = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                new Sheet.Column("company", texts.get("field.company"), Sheet.Kind.TEXT),
                new Sheet.Column("contact", texts.get("field.contact"), Sheet.Kind.TEXT),
                new Sheet.Column("phone", texts.get("column.contact.phone"), Sheet.Kind.TEXT),
                new Sheet.Column("owner", texts.get("field.owner"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("search.leads"), columns)) {
            ListedPages.print(
                    desk,
                    session,
                    sheet,
                    "lead",
                    limit,
                    (most, token) -> session.leads().search(keyword, most, token),
                    (Lead lead) -> Arrays.asList(
                            lead.id(),
                            lead.facts().company().orElse(null),
                            lead.facts().contact().orElse(null),
                            lead.facts().phone().orElse(null),
                            lead.owner().map(id -> users.getOrDefault(id, id)).orElse(null)));
        }
    }
}
