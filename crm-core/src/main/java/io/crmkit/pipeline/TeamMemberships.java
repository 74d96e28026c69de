package io.crmkit.pipeline;

import io.crmkit.access.Owned;
import io.crmkit.access.TeamGrants;
import io.crmkit.customer.Customer;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Tokens;
import io.crmkit.pipeline.Opportunity.TeamMember;
import io.crmkit.shared.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The teams of opportunities that a user belongs to (ACC-06, ACC-12). Who takes a membership over may do what the member might, until the
 * same day; whoever is in the team already keeps what is more.
 */
public final class TeamMemberships implements Owned {

    /** For all CRMs alike. */
    public TeamMemberships() {}

    @Override
    public String kind() {
        return "membership";
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        List<String> ids =
                grants(unit, userId).readable(unit.now()).stream().sorted().toList();
        unit.prefetch(Opportunity.KIND, ids);
        List<Opportunity> opportunities = ids.stream()
                .flatMap(id -> unit.find(Opportunity.KIND, id).stream())
                .toList();
        unit.prefetch(Customer.KIND, OwnedOpportunities.customers(opportunities));
        return opportunities.stream()
                .map(opportunity -> OwnedOpportunities.about(
                                unit, Holding.of(Opportunity.KIND.key(opportunity.id())), opportunity)
                        .partOf(Opportunity.KIND.key(opportunity.id())))
                .toList();
    }

    static TeamGrants grants(Unit unit, String user) {
        return unit.find(TeamGrants.KIND, user).orElseGet(() -> new TeamGrants(user, 1, List.of()));
    }

    static List<TeamMember> without(Opportunity opportunity, String user) {
        List<TeamMember> team = new ArrayList<>(opportunity.team());
        team.removeIf(member -> member.user().equals(user));
        return team;
    }

    /** A customer may be read by the team of its opportunity as long as there is one. */
    static void relate(Unit unit, Opportunity before, Opportunity after) {
        int reasons = (after.team().isEmpty() ? 0 : 1) - (before.team().isEmpty() ? 0 : 1);
        if (reasons != 0) {
            unit.relate(Customer.KIND, after.terms().customer(), Tokens.team(after.id()), reasons);
        }
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        String id = assigned.holding().record().id();
        String from = terms.from().orElseThrow();
        String to = assigned.to();
        Opportunity before = unit.find(Opportunity.KIND, id).orElseThrow();
        Optional<Refusal> locked = unit.locks().refusal(Opportunity.KIND, id);
        if (locked.isPresent()) {
            return List.of(locked.get());
        }
        unit.keep(TeamGrants.KIND, grants(unit, from).without(id));
        List<TeamMember> team = without(before, from);
        if (!before.owner().equals(to)) {
            TeamMember merged = member(before, from)
                    .flatMap(leaver -> member(before, to)
                            .filter(known -> known.until()
                                    .filter(end -> !unit.now().isBefore(end))
                                    .isEmpty())
                            .map(known -> merged(leaver, known))
                            .or(() -> Optional.of(leaver)))
                    .map(most -> new TeamMember(to, most.write(), most.until()))
                    .orElseThrow();
            unit.keep(TeamGrants.KIND, grants(unit, to).with(new TeamGrants.Grant(id, merged.write(), merged.until())));
            team.removeIf(member -> member.user().equals(to));
            team.add(merged);
        }
        Opportunity after = before.withTeam(team, before.trace().touched(unit.now(), unit.actorId()));
        relate(unit, before, after);
        unit.change(Opportunity.KIND, before, after, terms.reason());
        return List.of();
    }

    private static Optional<TeamMember> member(Opportunity opportunity, String user) {
        return opportunity.team().stream()
                .filter(member -> member.user().equals(user))
                .findFirst();
    }

    private static TeamMember merged(TeamMember one, TeamMember other) {
        Optional<Instant> until = one.until().flatMap(a -> other.until().map(b -> a.isAfter(b) ? a : b));
        return new TeamMember(other.user(), one.write() || other.write(), until);
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Opportunity.KIND, id).isPresent();
    }
}
