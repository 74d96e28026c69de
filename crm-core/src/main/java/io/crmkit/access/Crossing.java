package io.crmkit.access;

import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Set;

/**
 * Two duties that one user should not have together (权限交叉, ACC-19).
 *
 * @param id its id
 * @param name what people call it
 * @param one permissions of one duty, of which one suffices
 * @param other permissions of the other duty, of which one suffices
 */
public record Crossing(
        @NotBlank @CleanText(max = 60) String id,
        @NotNull Label name,
        @NotEmpty Set<@Pattern(regexp = PERMISSION) String> one,
        @NotEmpty Set<@Pattern(regexp = PERMISSION) String> other) {

    private static final String PERMISSION = "[a-z-]+:[a-z-]+";

    /** Copies the sets. */
    public Crossing {
        one = one == null ? Set.of() : Set.copyOf(one);
        other = other == null ? Set.of() : Set.copyOf(other);
    }

    /**
     * A user who has both duties.
     *
     * @param crossing id of the pair of duties
     * @param name what people call the pair
     * @param login the user's login
     * @param user the user's name
     * @param one what gives the one duty: roles and grants with the permission
     * @param other what gives the other
     */
    public record Found(String crossing, Label name, String login, String user, List<Label> one, List<Label> other) {

        /** Copies the lists. */
        public Found {
            one = List.copyOf(one);
            other = List.copyOf(other);
        }
    }

    static List<Crossing> shipped() {
        return List.of(
                new Crossing(
                        "submit-and-approve",
                        new Label("商机的提交与审批", "submit and approve opportunities"),
                        Set.of("opportunity:create"),
                        Set.of("opportunity:approve")),
                new Crossing(
                        "deal-and-payment",
                        new Label("跟进商机与确认回款", "work on opportunities and confirm payments"),
                        Set.of("opportunity:create", "opportunity:edit"),
                        Set.of("opportunity:confirm-payment")),
                new Crossing(
                        "rights-and-erasure",
                        new Label("用户权限管理与审计内容清除", "give rights and erase audit contents"),
                        Set.of("user:assign"),
                        Set.of("audit:erase")),
                new Crossing(
                        "rights-and-export",
                        new Label("用户权限管理与数据导出", "give rights and export data"),
                        Set.of("user:assign"),
                        Set.of("customer:export", "opportunity:export", "lead:export")));
    }
}
