package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ListFilterTest {

    private static final List<ListMember> MEMBERS = List.of(ListMember.text("properties/title"),
            ListMember.text("properties/owner/email"), ListMember.time("properties/at"),
            ListMember.number("properties/number"));

    private static final List<ObjectNode> DOCUMENTS = Stream.of(
            "{'title':'Brute force','owner':{'email':'ann@example.org'},'at':'2026-03-01T12:00:00Z',"
                    + "'number':1}",
            "{'title':'O\\u0027Brien (VIP), and more','at':'2026-03-02T12:00:00Z','number':2}",
            "{'title':'brute Rate','number':3}")
            .map(text -> Json.parseObject(("{'properties':" + text + "}").replace('\'', '"')
                    .getBytes(StandardCharsets.UTF_8)))
            .toList();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            properties/title eq 'BRUTE FORCE'                                | 1
            Properties/Title EQ 'brute force'                                | 1
            properties/title ne 'brute force'                                | 23
            properties/title eq 'O''Brien (VIP), and more'                   | 2
            contains(properties/title, 'brute')                              | 13
            contains( properties/title ,'o''brien')                          | 2
            startswith(properties/title,'brute')                             | 13
            endswith(properties/title,'more')                                | 2
            properties/number gt 1 and properties/number le 3                | 23
            properties/number lt 2 or properties/number ge 3                 | 13
            properties/number eq 1 or properties/number eq 2 and properties/number eq 3 | 1
            (properties/number eq 1 or properties/number eq 2) and properties/number eq 2 | 2
            not properties/number eq 2                                       | 13
            not (properties/number eq 2 or contains(properties/title,'rate')) | 1
            properties/at gt 2026-03-01T13:00:00+00:00                       | 2
            properties/at eq 2026-03-01T14:00:00+02:00                       | 1
            properties/at lt 2026-03-03T00:00:00Z                            | 12
            properties/at eq null                                            | 3
            properties/owner/email ne null                                   | 1
            properties/owner/email ne 'bob@example.org'                      | 123
            properties/owner/email gt 'a'                                    | 1
            """)
    void aFilterChooses(String filter, String numbers) {
        ListTable table = new ListTable(MEMBERS);
        DOCUMENTS.forEach(document -> table.put(document.at("/properties/number").asString(), document));
        ListCondition.Test chosen = ListFilter.parse(filter, MEMBERS).in(table);

        assertThat(IntStream.range(0, table.size()).filter(row -> chosen.of(row) == ListCondition.Test.YES)
                .mapToObj(table::id).collect(Collectors.joining())).isEqualTo(numbers);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    properties/title | at character 17: an operator is missing at the end
                    properties/title eq | at character 20: a value is missing at the end
                    properties/title is 'x' | at character 18: the operators are eq, ne, gt, ge
                    properties/titel eq 'x' | at character 1: a member is expected, one of properties/title,
                    properties/title eq 5 | at character 21: properties/title is compared with a text
                    properties/number eq 'x' | at character 22: properties/number is compared with a number
                    properties/at gt yesterday | at character 18: properties/at is compared with a time
                    properties/number eq 1 properties/number eq 2 | at character 24: 'and', 'or' or the end
                    (properties/number eq 1 | at character 24: ')' is missing at the end
                    properties/title eq 'x | a text does not end with a single quote
                    substring(properties/title,'x') | at character 1: the functions are contains
                    contains(properties/number,'x') | at character 10: contains takes a member that is a text
                    contains(properties/title 'x')                  | at character 27: ',' is expected
                    """)
    void whatIsNotUnderstoodIsSaidWithItsPlace(String filter, String message) {
        assertThatThrownBy(() -> ListFilter.parse(filter, MEMBERS)).isInstanceOf(ApiException.class)
                .hasMessageContaining(message).hasMessageNotContaining("yesterday");
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {"not ,60,50 levels", "(,60,50 levels",
            "properties/number eq 1 or ,300,4000 characters"})
    void aFilterThatIsTooDeepOrTooLongIsRefused(String part, int times, String message) {
        assertThatThrownBy(() -> ListFilter.parse(part.repeat(times) + "properties/number eq 1", MEMBERS))
                .isInstanceOf(ApiException.class).hasMessageContaining(message);
    }
}
