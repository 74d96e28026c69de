package io.crmkit.document;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * The section {@code document} of the policy document (CUS-14).
 *
 * @param maxMegabytes how large a file may be, 1 to 10,240
 * @param types endings of names that are allowed, in small letters
 * @param maxVersions how many versions a document may have, 1 to 1,000
 * @param orphanHours contents that no document names are collected once they are older than so many hours, 1 to 8,760
 */
public record DocumentPolicy(
        @Min(1) @Max(10_240) int maxMegabytes,

        @NotEmpty @Size(max = 200) List<@NotNull @Pattern(regexp = "[a-z0-9]{1,16}") String> types,

        @Min(1) @Max(1_000) int maxVersions,
        @Min(1) @Max(8_760) int orphanHours) {

    /** The section with the shipped settings: what offices exchange, and nothing that a computer runs. */
    public static final PolicySection<DocumentPolicy> SECTION = new PolicySection<>(
            "document",
            DocumentPolicy.class,
            new DocumentPolicy(
                    20,
                    List.of(
                            "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "odt", "ods",
                            "txt", "csv", "md", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "eml", "msg",
                            "zip", "rar", "7z", "dwg", "dxf", "mp3", "mp4"),
                    50,
                    24));

    /** Copies the list. */
    public DocumentPolicy {
        types = types == null ? List.of() : List.copyOf(types);
    }
}
