package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * What was said and done with a customer, a lead or about a deal (CUS-08, 跟进记录). It has no owner: whoever sees what it is about
 * sees it, also after a takeover. Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param subject type and id of what it is about, such as {@code customer/7}
 * @param customer id of the customer concerned; absent for leads
 * @param said what its author wrote
 * @param additions what was added or corrected afterwards, the oldest first
 * @param trace who wrote it and when; its author is who created it
 */
@AggregateRoot
public record FollowUp(
        @Identity String id,
        long version,
        String subject,
        Optional<String> customer,
        Said said,
        List<Addition> additions,
        Trace trace)
        implements Entity<FollowUp> {

    /** How it happened. */
    public enum Method {
        /** 电话. */
        CALL,
        /** 拜访. */
        VISIT,
        /** 会议. */
        MEETING,
        /** 邮件. */
        EMAIL,
        /** 消息. */
        MESSAGE,
        /** 其他. */
        OTHER;

        /** {@return the key that commands and reports use, such as {@code call}} */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What shall happen next.
     *
     * @param what what to do, at most 200 characters
     * @param on the day, if it is fixed
     */
    public record NextStep(
            @NotBlank @CleanText(max = 200) String what,
            @NotNull Optional<LocalDate> on) {}

    /**
     * What the author wrote.
     *
     * @param at when it happened; not in the future
     * @param method how
     * @param content what was talked about, at most 4,000 characters; absent only for a reader who may not see it (ACC-07)
     * @param needs what the customer needs
     * @param intention how much the customer means to buy
     * @param feedback what the customer said about us
     * @param next what shall happen next
     * @param participants who took part, at most {@value #MOST_PARTICIPANTS}
     * @param attachments ids of documents that belong to it, at most {@value #MOST_ATTACHMENTS}
     */
    public record Said(
            @NotNull Instant at,
            @NotNull Method method,
            @NotNull Optional<@CleanText(max = 4_000) String> content,
            @NotNull Optional<@CleanText(max = 1_000) String> needs,
            @NotNull Optional<@CleanText(max = 200) String> intention,
            @NotNull Optional<@CleanText(max = 1_000) String> feedback,
            @NotNull Optional<@Valid NextStep> next,

            @NotNull @Size(max = MOST_PARTICIPANTS) List<@NotBlank @CleanText(max = 100) String> participants,

            @NotNull @Size(max = MOST_ATTACHMENTS) List<@NotBlank @CleanText(max = 64) String> attachments) {

        /** How many people can be named. */
        public static final int MOST_PARTICIPANTS = 50;

        /** How many documents can be named. */
        public static final int MOST_ATTACHMENTS = 20;

        /** Copies the lists, and keeps times as exactly as stores do. */
        public Said {
            at = at == null ? null : at.truncatedTo(ChronoUnit.MICROS);
            participants = participants == null ? List.of() : List.copyOf(participants);
            attachments = attachments == null ? List.of() : List.copyOf(attachments);
        }

        /**
         * What was talked about, and nothing else.
         *
         * @param at when
         * @param method how
         * @param content what
         * @return what the author wrote
         */
        public static Said of(Instant at, Method method, String content) {
            return new Said(
                    at,
                    method,
                    Optional.of(content),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of());
        }

        /**
         * The same with what shall happen next.
         *
         * @param what what to do
         * @param on the day, if it is fixed
         * @return the other
         */
        public Said next(String what, Optional<LocalDate> on) {
            return new Said(
                    at,
                    method,
                    content,
                    needs,
                    intention,
                    feedback,
                    Optional.of(new NextStep(what, on)),
                    participants,
                    attachments);
        }

        /**
         * The same with what the customer needs, means and says.
         *
         * @param needed what the customer needs
         * @param intended how much the customer means to buy
         * @param answered what the customer said about us
         * @return the other
         */
        public Said about(Optional<String> needed, Optional<String> intended, Optional<String> answered) {
            return new Said(at, method, content, needed, intended, answered, next, participants, attachments);
        }

        /**
         * The same with people and documents.
         *
         * @param people who took part
         * @param documents ids of documents
         * @return the other
         */
        public Said with(List<String> people, List<String> documents) {
            return new Said(at, method, content, needs, intention, feedback, next, people, documents);
        }
    }

    /**
     * What was added afterwards: it corrects, and takes nothing away.
     *
     * @param by id of the user
     * @param at when
     * @param text what
     */
    public record Addition(String by, Instant at, String text) {}

    /** How many additions one can have. */
    public static final int MOST_ADDITIONS = 100;

    /** The order by what they are about, the latest first. */
    static final String BY_SUBJECT = "by_subject";

    /** The order by customer, the latest first. */
    public static final String BY_CUSTOMER = "by_customer";

    /** The kind. Two orders serve the two lists that there are; the author's index serves reports by rep (INS-02). */
    public static final Kind<FollowUp> KIND = new Kind<>(
                    RecordType.named("follow_up", 1)
                            .indexes(
                                    IndexSpec.text("subject"),
                                    IndexSpec.text("customer"),
                                    IndexSpec.text("author"),
                                    IndexSpec.instant("at"))
                            .orders(
                                    new OrderSpec(
                                            BY_SUBJECT,
                                            List.of(new OrderSpec.Key("subject", true), new OrderSpec.Key("at", true))),
                                    new OrderSpec(
                                            BY_CUSTOMER,
                                            List.of(
                                                    new OrderSpec.Key("customer", true),
                                                    new OrderSpec.Key("at", true))))
                            .build(),
                    "follow-up",
                    FollowUp.class,
                    (f, values) -> values.text("subject", f.subject())
                            .text("customer", f.customer().orElse(null))
                            .text("author", f.trace().createdBy())
                            .instant("at", f.said().at()),
                    f -> Optional.empty(),
                    f -> Set.of(),
                    false)
            .sealing("said.content", "said.needs", "said.feedback", "additions")
            .behindWalls(
                    WalledField.of(FollowUp.class, "content", "said.content", "additions"),
                    WalledField.of(FollowUp.class, "needs", "said.needs"),
                    WalledField.of(FollowUp.class, "intention", "said.intention"),
                    WalledField.of(FollowUp.class, "feedback", "said.feedback"),
                    WalledField.of(FollowUp.class, "next", "said.next"),
                    WalledField.of(FollowUp.class, "participants", "said.participants"))
            .underAudit();

    /** Copies the list. */
    public FollowUp {
        additions = additions == null ? List.of() : List.copyOf(additions);
    }

    /** {@return id of the user who wrote it} */
    public String author() {
        return trace.createdBy();
    }

    @Override
    public FollowUp withVersion(long other) {
        return new FollowUp(id, other, subject, customer, said, additions, trace);
    }

    FollowUp saying(Said other, Trace touched) {
        return new FollowUp(id, version, subject, customer, other, additions, touched);
    }

    FollowUp adding(Addition more, Trace touched) {
        List<Addition> all = new ArrayList<>(additions);
        all.add(more);
        return new FollowUp(id, version, subject, customer, said, all, touched);
    }

    /** About another customer, or about a deal of another. */
    FollowUp of(String from, String to, Trace touched) {
        String about = subject.equals(Customer.KIND.key(from).toString())
                ? Customer.KIND.key(to).toString()
                : subject;
        return new FollowUp(id, version, about, Optional.of(to), said, additions, touched);
    }

    /** That it happened, without what was said (ACC-18). */
    FollowUp erased(String instead) {
        return new FollowUp(
                id, version, subject, customer, Said.of(said.at(), said.method(), instead), List.of(), trace);
    }
}
