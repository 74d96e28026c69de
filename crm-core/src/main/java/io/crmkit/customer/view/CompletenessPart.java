package io.crmkit.customer.view;

import io.crmkit.customer.CustomerCompleteness;
import io.crmkit.dictionary.Completeness;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.stream.Collectors;

/** How complete what is known is, and what to ask next (CUS-04, LIF-09). */
public final class CompletenessPart implements CustomerPart {

    /** For all CRMs alike. */
    public CompletenessPart() {}

    @Override
    public String key() {
        return "completeness";
    }

    @Override
    public Permission permission() {
        return Permission.of("customer", "view");
    }

    @Override
    public void show(Glance glance, Showing showing) {
        CustomerCompleteness known = CustomerCompleteness.of(glance.unit(), glance.customer());
        Completeness completeness = known.completeness();
        showing.facts()
                .fact(
                        "filled",
                        Messages.label(
                                "customer.view.filled",
                                completeness.filled(),
                                completeness.of(),
                                completeness.percent(),
                                known.wanted()))
                .fact("valid", Messages.label(known.valid() ? "customer.view.yes" : "customer.view.no"))
                .fact(
                        "attested",
                        Messages.label(known.attested().isPresent() ? "customer.view.yes" : "customer.view.no"));
        if (!known.next().isEmpty()) {
            showing.facts()
                    .fact(
                            "ask",
                            new Label(
                                    known.next().stream()
                                            .map(field -> field.label().zh())
                                            .collect(Collectors.joining("、")),
                                    known.next().stream()
                                            .map(field -> field.label().en())
                                            .collect(Collectors.joining(", "))));
        }
    }
}
