package io.crmkit.scoring;

import io.crmkit.Crm;

/** Policies as documents say them. */
final class Policies {

    private Policies() {}

    static ScoringPolicy scoring(String document) {
        return Crm.checkPolicy(document).orElseThrow().get(ScoringPolicy.SECTION);
    }
}
