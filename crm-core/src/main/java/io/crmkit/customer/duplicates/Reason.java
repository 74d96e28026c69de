package io.crmkit.customer.duplicates;

import io.crmkit.shared.Label;
import java.util.Locale;

/**
 * One reason for or against two records being duplicates. It names no value, so that it may be shown to whoever may know
 * that the other record exists.
 *
 * @param role what was compared
 * @param agreement how far it agrees
 * @param weight for (above 0) or against (below 0), in bits: 1 doubles the odds, −1 halves them
 */
public record Reason(Role role, Agreement agreement, double weight) {

    /** {@return the reason in words} */
    public Label label() {
        String bits = String.format(Locale.ROOT, "%+.1f", weight);
        return new Label(
                role.label().zh() + agreement.label().zh() + "（" + bits + "）",
                role.label().en() + " " + agreement.label().en() + " (" + bits + ")");
    }
}
