package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class LookupKeysTest {

    @Example
    @Label("CUS-05 a record whose words are read once has the keys that it has when they are read for each purpose")
    void both() {
        for (MatchRecord record : new MatchRecord[] {
            MatchRecord.of("1")
                    .with(Role.ORGANISATION, "宁波海天宏盛阀门有限公司")
                    .with(Role.ORGANISATION, "海天宏盛")
                    .with(Role.PHONE, "+8613800000013")
                    .with(Role.PERSON, "张三"),
            MatchRecord.of("2")
                    .with(Role.ORGANISATION, "Blue Harbour Trading Ltd")
                    .with(Role.EMAIL, "sales@blueharbour.example"),
            MatchRecord.of("3")
        }) {
            LookupKeys.Both both = LookupKeys.shipped().of(record);
            assertThat(both.stored()).isEqualTo(LookupKeys.shipped().stored(record));
            assertThat(both.asked()).isEqualTo(LookupKeys.shipped().asked(record));
        }
        assertThat(LookupKeys.shipped()
                        .of(MatchRecord.of("4").with(Role.ORGANISATION, "华为技术"))
                        .asked())
                .isNotEmpty();
    }

    @Property
    @Label("CUS-05 keys are written as they always were, so that stored ones are found")
    void unsigned(@ForAll long number) {
        assertThat(LookupKeys.unsigned(number)).isEqualTo(Long.toUnsignedString(number, Character.MAX_RADIX));
    }
}
