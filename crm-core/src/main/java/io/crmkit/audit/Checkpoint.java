package io.crmkit.audit;

import io.crmkit.internal.json.Json;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the audit trail stood at one moment, signed, to be kept elsewhere (ACC-10): the end of each lane with its hash, and the
 * hashes of some entries on the way, so that what is changed later is not only found but also located. It holds hashes and no
 * contents. Immutable.
 */
public final class Checkpoint {

    static final int FORMAT = 1;

    /** How many entries on the way are marked at most, over all lanes. */
    static final int MARKS = 1_000;

    /** How much of a mark's hash is kept: enough to locate with; the end of each lane is bound by the whole hash. */
    static final int MARK_LENGTH = 16;

    /**
     * Where a lane stood.
     *
     * @param lane the lane
     * @param entries how many entries it had
     * @param hash hash of the last of them
     * @param marks beginnings of the hashes of every so many entries
     */
    record Lane(String lane, long entries, String hash, List<String> marks) {}

    /** What is signed. */
    record Body(String about, int format, String tenant, Instant at, long step, List<Lane> lanes) {}

    private record Document(Body body, String algorithm, String signature) {}

    private final Document document;

    private Checkpoint(Document document) {
        this.document = document;
    }

    static Checkpoint signed(Body body, CheckpointSigner signer) {
        byte[] signature = signer.sign(bytes(body, signer.algorithm()));
        return new Checkpoint(
                new Document(body, signer.algorithm(), Base64.getEncoder().encodeToString(signature)));
    }

    static Body body(String tenant, Instant at, long step, List<Lane> lanes) {
        return new Body("crmkit audit checkpoint", FORMAT, tenant, at, step, List.copyOf(lanes));
    }

    /**
     * Reads a checkpoint. Whether its signature is right is asked by {@link AuditTrail#verify(Checkpoint)}.
     *
     * @param text as {@link #text()} wrote it
     * @return the checkpoint, or why it cannot be read
     */
    public static Outcome<Checkpoint> parse(String text) {
        try {
            Document read = Json.read(text, Document.class);
            // What is signed is what is meant: a key more, or another order, is no checkpoint of this program.
            if (read.body() == null
                    || read.signature() == null
                    || read.algorithm() == null
                    || read.body().lanes() == null
                    || read.body().tenant() == null
                    || read.body().at() == null
                    || read.body().step() < 1
                    || read.body().lanes().stream().anyMatch(Checkpoint::misshapen)
                    || !Json.parse(text).equals(Json.parse(Json.write(read)))) {
                return unreadable();
            }
            return read.body().format() == FORMAT
                    ? Outcome.done(new Checkpoint(read))
                    : Outcome.refused(Refusal.of(
                            Refusal.Kind.INVALID,
                            "ACC-10",
                            "audit.checkpoint-format",
                            read.body().format(),
                            FORMAT));
        } catch (RuntimeException e) { // whatever stands in a file that people hand in
            return unreadable();
        }
    }

    private static boolean misshapen(Lane lane) {
        return lane == null
                || lane.lane() == null
                || lane.hash() == null
                || lane.entries() < 1
                || lane.marks() == null
                || lane.marks().stream().anyMatch(Objects::isNull);
    }

    private static Outcome<Checkpoint> unreadable() {
        return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "ACC-10", "audit.checkpoint-unreadable"));
    }

    private static byte[] bytes(Body body, String algorithm) {
        return (algorithm + "\n" + Json.write(body)).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the checkpoint as a text, JSON on one line} */
    public String text() {
        return Json.write(document);
    }

    /** {@return when it was made} */
    public Instant at() {
        return document.body().at();
    }

    /** {@return how many lanes it covers} */
    public long lanes() {
        return document.body().lanes().size();
    }

    /** {@return how many entries it covers} */
    public long entries() {
        return document.body().lanes().stream().mapToLong(Lane::entries).sum();
    }

    String tenant() {
        return document.body().tenant();
    }

    String algorithm() {
        return document.algorithm();
    }

    boolean signedBy(CheckpointSigner signer) {
        try {
            return signer.signed(
                    bytes(document.body(), document.algorithm()),
                    Base64.getDecoder().decode(document.signature()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@return the lanes by name} */
    Map<String, Lane> byLane() {
        Map<String, Lane> all = new HashMap<>();
        document.body().lanes().forEach(lane -> all.put(lane.lane(), lane));
        return all;
    }

    /** {@return every how many entries one is marked} */
    long step() {
        return document.body().step();
    }

    /** {@return the places of a lane that are marked, its end aside} */
    static List<Long> places(long entries, long step) {
        List<Long> places = new ArrayList<>();
        for (long place = step; place < entries; place += step) {
            places.add(place);
        }
        return places;
    }

    /** As {@link #text()}. */
    @Override
    public String toString() {
        return text();
    }
}
