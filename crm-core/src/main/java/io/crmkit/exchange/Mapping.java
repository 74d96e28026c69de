package io.crmkit.exchange;

import io.crmkit.shared.Outcome;
import java.util.List;

/**
 * Says which file holds which entity, and how its columns become fields (CUS-16). It is YAML, where anchors and merge keys
 * may be used, or JSON if it begins with a brace. Every scalar is taken as the text it is written as, so that {@code 007} stays {@code 007}.
 *
 * <pre>{@code
 * source: crm-sales            # the source system; external ids are unique within it and an entity
 * currency: USD                # of MONEY fields, ISO 4217; a column may have its own
 * charset: UTF-8               # decoded strictly; GB18030, GBK and others are possible
 * separator: ","               # one of , ; | tab whitespace (runs of blanks and tabs)
 * header: true                 # false: columns are called by position, 1 to n
 * nearMiss: refuse             # a text that is nearly a choice: refuse, or correct (and report)
 * missing: refuse              # rows without a required field: refuse, or skip
 * steps:                       # done in this order; a step may override the five keys above and the currency
 *   - file: accounts.csv       # below the directory that is imported; a workbook ends with .xlsx
 *     sheet: Accounts          # of a workbook; without it the first visible one
 *     entity: customer
 *     id: account              # external id: a column, or a list of columns
 *     ordinal: false           # true: rows with the same id are different records; they are numbered
 *     distinct: false          # true: rows with an id seen before in this step are passed over
 *     when:                    # rows for which all of this holds; the others are passed over
 *       account: present       # present, absent, or a list of values, compared with the cell as it is in the file
 *       deal_stage: [Won, Lost]
 *     columns:                 # column -> field, or -> options, or -> a list of both
 *       account: name
 *       sector:
 *         field: industry
 *         values: { tech: technology, n/a: "" }   # translation; "" is no value
 *         nearMiss: correct
 *       revenue: { field: annualRevenue, multiply: 1000000, decimal: ".", group: ",", currency: USD }
 *       founded: { field: foundedOn, format: [yyyy-MM-dd, d.M.yyyy] }
 *     templates: { title: "{name}, {region}" }    # texts made of other fields' values; none if one of them is empty
 *     defaults: { region: Asia }                  # for fields that have no column, or whose cell is empty
 *     ignore: [remarks]        # columns that are not imported; or: others
 * }</pre>
 *
 * A column of the file that is neither used by the step nor ignored is refused, and so is a column, a field, an entity or
 * a key that does not exist. Numbers have a decimal point and no grouping unless told otherwise; dates are {@code
 * yyyy-MM-dd}. {@code when} and {@code id} see cells before translation.
 *
 * <p>Immutable.
 */
public final class Mapping {

    private final String source;
    private final List<MappingStep> steps;

    Mapping(String source, List<MappingStep> steps) {
        this.source = source;
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a mapping. All that is wrong with it is refused at once; each refusal names the path, such as {@code
     * steps[2].columns.sector.nearMiss}, as its field.
     *
     * @param text YAML or JSON
     * @return the mapping, or what is wrong with it
     * @throws IllegalStateException when jackson-dataformat-yaml is not on the class path and the text is not JSON
     */
    public static Outcome<Mapping> parse(String text) {
        return new MappingReader().read(text);
    }

    /** {@return the name of the source system} */
    public String source() {
        return source;
    }

    /** {@return the files that are read, in the order of the steps, each once} */
    public List<String> files() {
        return steps.stream().map(step -> step.format().file()).distinct().toList();
    }

    List<MappingStep> steps() {
        return steps;
    }
}
