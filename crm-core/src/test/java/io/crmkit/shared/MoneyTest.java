package io.crmkit.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    @DisplayName("money is exact, equal by value, and never mixed with another currency")
    void exact() {
        assertThat(Money.cny("1.50")).isEqualTo(Money.cny("1.5"));
        assertThat(Money.cny("100").toString()).isEqualTo("100 CNY");
        assertThatThrownBy(() -> Money.cny("1").plus(Money.of("USD", "1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.cny("0.00001")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.cny("100000000000000")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.of("XXZ", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    @Label("an amount comes back from its index value, and adding does not depend on the order")
    void laws(
            @ForAll @BigRange(min = "-40000000000000", max = "40000000000000") @Scale(4) BigDecimal a,
            @ForAll @BigRange(min = "-40000000000000", max = "40000000000000") @Scale(4) BigDecimal b) {
        Money x = new Money(a, "CNY");
        Money y = new Money(b, "CNY");
        assertThat(new Money(x.indexed(), "CNY")).isEqualTo(x);
        assertThat(x.indexed().unscaledValue().bitLength()).isLessThan(64);
        assertThat(x.plus(y)).isEqualTo(y.plus(x));
        assertThat(x.plus(y).amount()).isEqualByComparingTo(a.add(b));
    }
}
