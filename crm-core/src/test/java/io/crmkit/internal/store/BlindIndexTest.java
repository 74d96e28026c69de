package io.crmkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.protection.FieldKeys;
import io.crmkit.protection.TinkFieldKeys;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.Filters;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlindIndexTest {

    record Card(String id, long version, Optional<String> phone, String holder) implements Entity<Card> {
        @Override
        public Card withVersion(long other) {
            return new Card(id, other, phone, holder);
        }
    }

    private static Kind<Card> kind(IndexSpec phone) {
        return Kind.plain(
                        RecordType.named("card", 1)
                                .indexes(phone, IndexSpec.text("holder"))
                                .build(),
                        Card.class,
                        (card, values) -> {})
                .sealing("phone", "holder")
                .findingPhone("phone", "phone")
                .findingName("holder", "holder");
    }

    private static final Card CARD = new Card("1", 1, Optional.of("138 5550 1234"), "Wang Wei");

    private static Codec codec(FieldKeys keys, String tenant) {
        return new Codec("test", tenant, FieldProtection.by(Optional.of(keys)));
    }

    @Test
    @DisplayName(
            "ACC-11 a unique mark outlives rotations, others follow the key; tenants and fields have marks of their own")
    void marks() {
        TinkFieldKeys old = TinkFieldKeys.generate().added();
        TinkFieldKeys fresh = old.promoted(old.newest());
        Kind<Card> unique = kind(IndexSpec.text("phone").asUnique());
        Kind<Card> plain = kind(IndexSpec.text("phone"));
        Object lasting = codec(old, "a").index(unique, CARD).get("phone");
        assertThat(lasting)
                .isNotNull()
                .isEqualTo(codec(fresh, "a").index(unique, CARD).get("phone"));
        assertThat(lasting).isNotEqualTo(codec(old, "b").index(unique, CARD).get("phone"));
        Object rotated = codec(old, "a").index(plain, CARD).get("phone");
        assertThat(rotated).isNotEqualTo(codec(fresh, "a").index(plain, CARD).get("phone"));
        assertThat(Filters.matches(
                        codec(fresh, "a").equal(plain, "phone", "+86 13855501234"),
                        codec(old, "a").index(plain, CARD)))
                .isTrue();
        Card same = new Card("2", 1, Optional.of("123456"), "123456");
        assertThat(codec(old, "a").index(plain, same).get("phone"))
                .isNotEqualTo(codec(old, "a").index(plain, same).get("holder"));
        assertThat(codec(old, "a")
                        .index(plain, new Card("3", 1, Optional.empty(), " "))
                        .asMap())
                .isEmpty();
    }

    @Test
    @DisplayName("ACC-11 what means the same is alike: full-width digits, country code, punctuation, capitals, spaces")
    void forms() {
        for (String phone : List.of("13855501234", "138-5550-1234", "+86 138 5550 1234", "0086１３８５５５０１２３４")) {
            assertThat(BlindIndex.Form.PHONE.of(phone)).isEqualTo("13855501234");
        }
        assertThat(BlindIndex.Form.PHONE.of("+49 89 123456")).isEqualTo("4989123456");
        assertThat(BlindIndex.Form.PHONE.of("none")).isEmpty();
        assertThat(BlindIndex.Form.NAME.of("  WANG\u3000 Wei ")).isEqualTo("wang wei");
    }

    @Test
    @DisplayName("ACC-11 an index that is not declared, or before a field that is not sensitive, is a defect")
    void undeclared() {
        Kind<Card> kind = kind(IndexSpec.text("phone"));
        assertThatThrownBy(() -> codec(TinkFieldKeys.generate(), "a").equal(kind, "name", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kind.findingName("none", "holder")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kind.sealing("nothing")).isInstanceOf(IllegalArgumentException.class);
    }
}
