package io.crmkit.customer.view;

import io.crmkit.customer.Customer;
import io.crmkit.customer.duplicates.DuplicateCheck;
import io.crmkit.customer.duplicates.Suspect;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Refusal;
import java.util.Locale;

/**
 * Of what the customer may be a duplicate (CUS-05): of a record that the reader does not see it tells only that there is one and whom to
 * ask, which is a declared disclosure.
 */
public final class DuplicatesPart implements CustomerPart {

    private final DuplicateCheck check;

    /**
     * For one CRM.
     *
     * @param check looks for duplicates
     */
    public DuplicatesPart(DuplicateCheck check) {
        this.check = check;
    }

    @Override
    public String key() {
        return "duplicates";
    }

    @Override
    public Permission permission() {
        return Permission.of("customer", "view");
    }

    @Override
    public void show(Glance glance, Showing showing) {
        for (Suspect suspect :
                check.of(glance.unit(), Customer.KIND, glance.unit().shown(glance.customer()))) {
            Refusal told = DuplicateCheck.warning(suspect);
            showing.facts().fact("suspected", new Label(told.message(Locale.CHINESE), told.message(Locale.ENGLISH)));
        }
    }
}
