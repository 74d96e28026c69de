package io.crmkit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.internal.road.Permission;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RightsTest {

    private static final List<String> WORDS = List.of("*", "a", "b", "c");

    private static String role(Random random) {
        String permissions = random.ints(random.nextInt(4), 0, WORDS.size())
                .mapToObj(i -> "\"" + WORDS.get(i) + ":" + WORDS.get(random.nextInt(WORDS.size())) + "\"")
                .distinct()
                .collect(Collectors.joining(","));
        return "{\"name\":{\"zh\":\"r\",\"en\":\"r\"},\"reach\":\"OWN\",\"permissions\":[" + permissions + "]}";
    }

    private static Policy policy(Random random, int roles) {
        List<String> each = new ArrayList<>();
        for (int i = 0; i < roles; i++) {
            each.add("\"r" + i + "\":" + role(random));
        }
        return Crm.checkPolicy("{\"access\":{\"roles\":{" + String.join(",", each) + "}}}")
                .orElseThrow();
    }

    private static User user(Random random, int number, int roles) {
        TreeSet<String> held = new TreeSet<>();
        random.ints(random.nextInt(4), 0, roles + 1).forEach(i -> held.add("r" + i)); // the last is a role that is gone
        return new User(
                "u" + number,
                1,
                "u" + number,
                "u",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                held,
                random.nextInt(3) > 0 ? User.State.ACTIVE : User.State.DISABLED,
                Optional.empty(),
                Optional.empty(),
                Trace.created(Instant.EPOCH, "test", Optional.empty()));
    }

    @Test
    @DisplayName(
            "ACC-05 what roles grant together is what any of them grants, patterns and permissions that no role names included")
    void union() {
        int granted = 0;
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int roles = 1 + random.nextInt(80);
            List<User> users = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                users.add(user(random, i, roles));
            }
            Directory directory = new Directory(1, policy(random, roles), users, List.of());
            Directory later = directory.at(2, users, List.of());
            for (User user : users) {
                for (String module : List.of("a", "b", "c", "other")) {
                    for (String action : List.of("a", "b", "c", "other")) {
                        Permission asked = Permission.of(module, action);
                        boolean expected = user.active()
                                && user.roles().stream()
                                        .flatMap(id -> Optional.ofNullable(directory
                                                        .policy()
                                                        .get(AccessPolicy.SECTION)
                                                        .roles()
                                                        .get(id))
                                                .stream())
                                        .anyMatch(role -> role.grants(asked));
                        assertThat(directory.holds(user.id(), asked))
                                .as("%s of seed %d: %s", user.id(), seed, asked)
                                .isEqualTo(expected);
                        assertThat(later.holds(user.id(), asked)).isEqualTo(expected);
                        assertThat(directory.holds("nobody", asked)).isFalse();
                        granted += expected ? 1 : 0;
                    }
                }
            }
        }
        assertThat(granted).isBetween(1_000, 14_000);
    }
}
