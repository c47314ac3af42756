package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchlistsTest extends FreshWorkspace {

    private static final String LIST = "{'properties':{'displayName':'VIP','provider':'Contoso',"
            + "'itemsSearchKey':'user','contentType':'text/csv','rawContent':'%s'%s}}";

    @Test
    void aWatchlistIsUploadedReadAndUploadedAgain() {
        Answer made = put("watchlists/vip", LIST.formatted("user,dept\\nann,hr\\nbob,it\\n", ""));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/properties/watchlistAlias")).isEqualTo("vip");
        assertThat(made.text("/properties/provisioningState")).isEqualTo("Succeeded");
        assertThat(made.json().at("/properties/rawContent").isMissingNode()).isTrue();
        assertThat(users("vip")).containsExactlyInAnyOrder("ann/hr", "bob/it");

        Answer again = put("watchlists/VIP", LIST.formatted("user,dept\\nbob,ops\\ncarl,it", ""));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/properties/watchlistId")).isEqualTo(made.text("/properties/watchlistId"));
        assertThat(users("vip")).containsExactlyInAnyOrder("ann/hr", "bob/ops", "carl/it");
        assertThat(delete("watchlists/vip").status()).isEqualTo(200);
        assertThat(get("watchlists/vip/watchlistItems").error()).isEqualTo("404 ResourceNotFound");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            user,dept\\r\\nann,hr\\r\\n | ann/hr
            user,dept\\n^a, b^,^say ^^hi^^^ | a, b/say ^hi^
            user,dept\\n^two\\nlines^,x\\n | two lines/x
            user,dept\\nann\\n\\n | ann/
            user,dept\\n,hr | /hr
            """)
    void fieldsAreReadAsTheyAreQuoted(String content, String user) {
        assertThat(put("watchlists/q", LIST.formatted(quoted(content), "")).status()).isLessThan(300);

        assertThat(users("q")).containsExactly(user.replace('^', '"'));
        delete("watchlists/q");
    }

    private static String quoted(String content) {
        return content.replace("^", "\\\"");
    }

    @Test
    void linesAreSkippedAndTabulatorsSeparate() {
        put("watchlists/tsv", LIST.formatted("about\\nuser\\tdept\\na,b\\tc", ",'numberOfLinesToSkip':1")
                .replace("text/csv", "text/tsv"));

        assertThat(users("tsv")).containsExactly("a,b/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name,dept\\nann,hr", "user,user\\nann,hr", "user,dept\\nann,hr,more",
            "user,dept\\n^ann,hr", "user,dept\\n^ann^x,hr"})
    void contentThatCannotBeReadIsRefusedAndNothingIsKept(String content) {
        assertThat(put("watchlists/bad", LIST.formatted(quoted(content), "")).error())
                .isEqualTo("400 InvalidParameter");
        assertThat(get("watchlists/bad").status()).isEqualTo(404);
    }

    @Test
    void aLineThatIsTooLongIsRefused() {
        assertThat(put("watchlists/bad", LIST.formatted("user,dept\\nann," + "x".repeat(10_240), "")).error())
                .isEqualTo("400 InvalidParameter");
    }

    @Test
    void itemsAreWrittenOneByOneAndListedByPages() {
        put("watchlists/one", LIST.formatted("user,dept\\na,1\\nb,2\\nc,3", ""));
        Answer item = put("watchlists/one/watchlistItems/11111111-1111-1111-1111-111111111111",
                "{'properties':{'itemsKeyValue':{'user':'dora','dept':'ops'}}}");

        assertThat(item.status()).isEqualTo(201);
        assertThat(item.text("/properties/watchlistItemId"))
                .isEqualTo("11111111-1111-1111-1111-111111111111");
        assertThat(item.text("/properties/createdBy/objectId")).isEqualTo(SentinelFixture.ADMIN);
        Answer page = get("watchlists/one/watchlistItems?$top=3");
        assertThat(page.json().path("value").size()).isEqualTo(3);
        assertThat(fixture.send("GET", page.text("/nextLink"),
                SentinelFixture.ADMIN + "@https://management.azure.com", "").json().path("value").size())
                .isEqualTo(1);
        assertThat(put("watchlists/one/watchlistItems/i2", "{'properties':{'itemsKeyValue':{'dept':'ops'}}}")
                .error()).isEqualTo("400 InvalidParameter");
        assertThat(put("watchlists/one", LIST.formatted("user\\na", "").replace("Key':'user", "Key':'dept"))
                .error()).isEqualTo("409 Conflict");
    }

    @Test
    void theQueryOfARuleMayUseAWatchlist() {
        put("watchlists/known", LIST.formatted("user,dept\\nann,hr", ""));
        String rule = """
                {'kind':'NRT','properties':{'displayName':'n','enabled':false,'severity':'Low',
                 'query':'_GetWatchlist(\\u0027%s\\u0027) | project user, SearchKey, _DTItemId',
                 'suppressionEnabled':false,'suppressionDuration':'PT5H'}}""";

        assertThat(put("alertRules/w1", rule.formatted("Known")).status()).isEqualTo(201);
        Answer refused = put("alertRules/w2", rule.formatted("unknown"));
        assertThat(refused.error()).isEqualTo("400 BadRequest");
        assertThat(refused.text("/error/message")).startsWith(
                "SEM0100: line 1, column 1: '_GetWatchlist' finds no 'unknown' here");
    }

    private List<String> users(String alias) {
        return get("watchlists/" + alias + "/watchlistItems").json().path("value").valueStream()
                .map(item -> item.at("/properties/itemsKeyValue"))
                .map(values -> values.path("user").asString().replace("\n", " ") + "/"
                        + values.path("dept").asString())
                .toList();
    }
}
