package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sales code (ACC-03), such as {@code HB1203}: two letters and two digits for region and dealer, and 01 to 99 for the rep. It is
 * given once: nobody else ever gets it, so that what is printed on a card never leads to another rep.
 *
 * @param id the code
 * @param version how often it was written
 * @param userId the rep
 * @param givenAt when it was given
 * @param givenBy id of the user who gave it
 * @param endedAt since when it is not to be used any more, if so
 */
public record SalesCode(
        String id, long version, String userId, Instant givenAt, String givenBy, Optional<Instant> endedAt)
        implements Entity<SalesCode> {

    static final Kind<SalesCode> KIND = Kind.plain(
                    RecordType.named("sales_code", 1)
                            .indexes(IndexSpec.text("range"), IndexSpec.text("user"))
                            .build(),
                    SalesCode.class,
                    (c, values) -> values.text("range", c.id().substring(0, SalesCode.RANGE))
                            .text("user", c.userId()))
            .underAudit();

    /** How many characters stand for region and dealer. */
    static final int RANGE = 4;

    /** The last number of a range. */
    static final int LAST = 99;

    private static final Pattern RANGE_FORM = Pattern.compile("[A-Z]{2}[0-9]{2}");

    @Override
    public SalesCode withVersion(long other) {
        return new SalesCode(id, other, userId, givenAt, givenBy, endedAt);
    }

    SalesCode ended(Instant when) {
        return new SalesCode(id, version, userId, givenAt, givenBy, Optional.of(when));
    }

    /** The one form of a code or range: capital letters and plain digits, whatever an input method makes of them. */
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().toUpperCase(Locale.ROOT);
    }

    static boolean isRange(String folded) {
        return RANGE_FORM.matcher(folded).matches();
    }
}
