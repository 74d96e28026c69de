package io.crmkit.approval;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Something that shall be decided by others.
 *
 * @param about what it is about, for people
 * @param content what exactly
 * @param reason why
 * @param form the same by field, for people and platforms
 * @param tells fields that it tells of, such as {@code opportunity.amount} (ACC-07)
 * @param amount by how much money it is, if it is about money
 * @param concerned ids of other departments whose matter it is
 * @param locks what is locked meanwhile
 * @param <C> the content's type
 */
public record Submission<C>(
        Label about,
        C content,
        Optional<String> reason,
        Map<String, String> form,
        List<String> tells,
        Optional<Money> amount,
        Set<String> concerned,
        List<Locked> locks) {

    /**
     * A record that is locked.
     *
     * @param kind its kind
     * @param id its id
     */
    public record Locked(Kind<?> kind, String id) {}

    /** Copies the collections. */
    public Submission {
        form = new TreeMap<>(form);
        tells = List.copyOf(tells);
        concerned = new TreeSet<>(concerned);
        locks = List.copyOf(locks);
    }

    /**
     * A submission that locks nothing.
     *
     * @param about what it is about
     * @param content what exactly
     * @param reason why
     * @param <C> the content's type
     * @return the submission
     */
    public static <C> Submission<C> of(Label about, C content, Optional<String> reason) {
        return new Submission<>(about, content, reason, Map.of(), List.of(), Optional.empty(), Set.of(), List.of());
    }

    /**
     * The same with the fields of a form.
     *
     * @param fields by field, what is asked for
     * @return the submission
     */
    public Submission<C> showing(Map<String, String> fields) {
        return new Submission<>(about, content, reason, fields, tells, amount, concerned, locks);
    }

    /**
     * The same that tells of fields.
     *
     * @param fields such as {@code opportunity.amount}
     * @return the submission
     */
    public Submission<C> telling(String... fields) {
        return new Submission<>(about, content, reason, form, List.of(fields), amount, concerned, locks);
    }

    /**
     * The same by so much money.
     *
     * @param money how much, if it is known
     * @return the submission
     */
    public Submission<C> worth(Optional<Money> money) {
        return new Submission<>(about, content, reason, form, tells, money, concerned, locks);
    }

    /**
     * The same that is also other departments' matter.
     *
     * @param departments their ids
     * @return the submission
     */
    public Submission<C> concerning(Set<String> departments) {
        return new Submission<>(about, content, reason, form, tells, amount, departments, locks);
    }

    /**
     * The same with one more record locked.
     *
     * @param kind the record's kind
     * @param id its id
     * @return the submission
     */
    public Submission<C> locking(Kind<?> kind, String id) {
        List<Locked> more = new ArrayList<>(locks);
        more.add(new Locked(kind, id));
        return new Submission<>(about, content, reason, form, tells, amount, concerned, more);
    }
}
