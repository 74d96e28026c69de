package io.crmkit.document;

import com.google.common.hash.Hashing;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A document with its versions (CUS-14, 文档). It has no owner: whoever sees what it is attached to sees it. Immutable.
 *
 * @param id the id
 * @param version how often the record was written; not the number of the latest contents
 * @param subject type and id of what it is attached to, such as {@code customer/7}
 * @param customer id of the customer concerned; absent for leads
 * @param place where it stands and what it is called
 * @param contents its versions, the oldest first
 * @param removed why it was removed, if it was
 * @param trace who put it there and when
 */
@AggregateRoot
public record Document(
        @Identity String id,
        long version,
        String subject,
        Optional<String> customer,
        Place place,
        List<Contents> contents,
        Optional<String> removed,
        Trace trace)
        implements Entity<Document> {

    /**
     * Folder and name.
     *
     * @param folder names of folders parted by {@code /}, at most {@value #MOST_LEVELS}; empty for none
     * @param name the file's name with its ending, at most 200 characters
     */
    public record Place(
            @NotNull @CleanText(max = 400) String folder,
            @NotBlank @CleanText(max = 200) String name) {

        /** How deep folders can be. */
        public static final int MOST_LEVELS = 10;

        /** Takes away what surrounds the names. */
        public Place {
            folder = folder == null ? "" : folder.strip().replaceAll("^/+|/+$", "");
            name = name == null ? "" : name.strip();
        }

        /**
         * A file that stands in no folder.
         *
         * @param name its name
         * @return the place
         */
        public static Place of(String name) {
            return new Place("", name);
        }

        /** Whether it leads nowhere else: no empty name, no dots alone, no separators of any system. */
        boolean isPlain() {
            List<String> levels = folder.isEmpty() ? List.of() : List.of(folder.split("/", -1));
            return levels.size() <= MOST_LEVELS && levels.stream().allMatch(Place::isPlain) && isPlain(name);
        }

        private static boolean isPlain(String text) {
            return !text.isBlank()
                    && text.equals(text.strip())
                    && !text.matches("\\.+")
                    && text.chars().noneMatch(c -> "/\\:*?\"<>|\n\r\t".indexOf(c) >= 0);
        }
    }

    /**
     * One version of what is in it.
     *
     * @param number 1 for the first
     * @param content id in the content store; absent once it was erased (ACC-18)
     * @param size how many bytes
     * @param sha256 hash of the bytes
     * @param by id of the user who put it there
     * @param at when
     * @param note what is new in it
     */
    public record Contents(
            int number,
            Optional<String> content,
            long size,
            String sha256,
            String by,
            Instant at,
            Optional<String> note) {}

    /** The order by what they are attached to, folder and name. */
    static final String BY_PLACE = "by_place";

    /** The kind. One index for lists, one that no two have the same place, one that tells what names contents. */
    public static final Kind<Document> KIND = new Kind<>(
                    RecordType.named("document", 1)
                            .indexes(
                                    IndexSpec.text("subject"),
                                    IndexSpec.text("place"),
                                    IndexSpec.text("slot").asUnique(),
                                    IndexSpec.text("content").asMultiValued())
                            .orders(new OrderSpec(
                                    BY_PLACE,
                                    List.of(new OrderSpec.Key("subject", false), new OrderSpec.Key("place", false))))
                            .build(),
                    "document",
                    Document.class,
                    (d, values) -> values.text("subject", d.subject())
                            .text("place", sorted(d.place()))
                            .text("slot", d.removed().isPresent() ? null : slot(d.subject(), d.place()))
                            .many(
                                    "content",
                                    d.contents().stream()
                                            .flatMap(c -> c.content().stream())
                                            .toList()),
                    d -> Optional.empty(),
                    d -> Set.of(),
                    false)
            .sealing("contents")
            .underAudit();

    /** Copies the list. */
    public Document {
        contents = List.copyOf(contents);
    }

    private static String sorted(Place place) {
        String text = place.folder() + "/" + place.name();
        return text.codePointCount(0, text.length()) <= 255 ? text : text.substring(0, text.offsetByCodePoints(0, 255));
    }

    /** Systems that take capitals for the same must find no two. */
    private static String slot(String subject, Place place) {
        return Hashing.sha256()
                .hashString(
                        subject + "\n" + place.folder().toLowerCase(Locale.ROOT) + "\n"
                                + place.name().toLowerCase(Locale.ROOT),
                        StandardCharsets.UTF_8)
                .toString();
    }

    /** What stands, or would stand, at the same place. */
    static Filter sameSlot(Document document) {
        return Filter.equal("slot", slot(document.subject(), document.place()));
    }

    /** {@return the latest version} */
    public Contents latest() {
        return contents.get(contents.size() - 1);
    }

    @Override
    public Document withVersion(long other) {
        return new Document(id, other, subject, customer, place, contents, removed, trace);
    }

    Document with(Contents more, Trace touched) {
        List<Contents> all = new ArrayList<>(contents);
        all.add(more);
        return new Document(id, version, subject, customer, place, all, removed, touched);
    }

    Document at(Place other, Trace touched) {
        return new Document(id, version, subject, customer, other, contents, removed, touched);
    }

    Document of(String other, String whose, Place there, Trace touched) {
        return new Document(id, version, other, Optional.of(whose), there, contents, removed, touched);
    }

    Document removed(Optional<String> why, Trace touched) {
        return new Document(id, version, subject, customer, place, contents, why, touched);
    }

    /** That there was one, without what was in it and what it was called (ACC-18). */
    Document erased(String instead) {
        return new Document(
                id,
                version,
                subject,
                customer,
                Place.of(id),
                contents.stream()
                        .map(c -> new Contents(c.number(), Optional.empty(), 0, "", c.by(), c.at(), Optional.empty()))
                        .toList(),
                Optional.of(instead),
                trace);
    }
}
