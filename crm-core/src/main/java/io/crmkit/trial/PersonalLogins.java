package io.crmkit.trial;

import io.crmkit.internal.road.Unit;
import io.crmkit.privacy.Keepsake;
import io.crmkit.spi.storage.RecordKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What persons who try sign in with (ACC-18, CUS-13). Once it is erased, nobody signs in with it and whoever is signed in is out; hashes are
 * in no file for the person. Safe for use by many threads.
 */
public final class PersonalLogins implements Keepsake {

    private record Login(String trialLogin, boolean password, Optional<Instant> lockedUntil) {}

    /** The one. */
    public PersonalLogins() {}

    @Override
    public List<Object> about(Unit unit, RecordKey person) {
        return isTrial(person)
                ? unit.find(TrialCredential.KIND, person.id()).stream()
                        .<Object>map(
                                known -> new Login(person.id(), known.hash().isPresent(), known.lockedUntil()))
                        .toList()
                : List.of();
    }

    @Override
    public int erase(Unit unit, RecordKey person) {
        if (!isTrial(person)) {
            return 0;
        }
        Optional<TrialCredential> known = unit.find(TrialCredential.KIND, person.id());
        if (known.filter(TrialCredential::blank).isPresent()) {
            return 0;
        }
        // Also where there is none: a sign-on of the embedding product has sessions without.
        TrialCredential written = unit.keep(
                TrialCredential.KIND,
                known.orElseGet(() -> TrialCredential.none(person.id())).erased());
        unit.tell(TrialCredential.KIND, written, Optional.empty(), Map.of("erased", person.toString()));
        return known.isPresent() ? 1 : 0;
    }

    private static boolean isTrial(RecordKey person) {
        return person.type().equals(Trial.KIND.name());
    }
}
