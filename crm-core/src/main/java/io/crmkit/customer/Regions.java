package io.crmkit.customer;

import io.crmkit.exchange.ImportField;
import io.crmkit.shared.Label;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names of countries, as Java knows them: what a region that is nearly one of them was meant to be. */
final class Regions {

    private static final List<ImportField.Choice> COUNTRIES = Arrays.stream(Locale.getISOCountries())
            .map(code -> new Locale.Builder().setRegion(code).build())
            .map(country -> new Label(
                    country.getDisplayCountry(Locale.SIMPLIFIED_CHINESE), country.getDisplayCountry(Locale.ENGLISH)))
            .map(label -> new ImportField.Choice(label.en(), label))
            .toList();

    private Regions() {}

    static List<ImportField.Choice> choices() {
        return COUNTRIES;
    }
}
