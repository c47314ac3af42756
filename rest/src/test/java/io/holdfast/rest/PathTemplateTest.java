package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathTemplateTest {

    private static final PathTemplate KEY = PathTemplate.of("/keys/{name}/{version?}");
    private static final PathTemplate WRAP = PathTemplate.of("/keys/{name}/{version?}/wrapkey");

    @Test
    void literalsMatchInAnyCaseAndVariablesKeepTheirs() {
        assertThat(PathTemplate.of("/subscriptions/{s}/resourceGroups/{g}")
                .match(List.of("Subscriptions", "S1", "resourcegroups", "Rg")))
                .hasValue(Map.of("s", "S1", "g", "Rg"));
    }

    @Test
    void anOptionalVariableMatchesNothingAndAnEmptySegment() {
        assertThat(KEY.match(List.of("keys", "k"))).hasValue(Map.of("name", "k", "version", ""));
        assertThat(KEY.match(List.of("keys", "k", ""))).hasValue(Map.of("name", "k", "version", ""));
        assertThat(KEY.match(List.of("keys", "k", "v"))).hasValue(Map.of("name", "k", "version", "v"));
        assertThat(WRAP.match(List.of("keys", "k", "", "wrapKey")))
                .hasValue(Map.of("name", "k", "version", ""));
    }

    @Test
    void moreFewerAndEmptySegmentsDoNotMatch() {
        assertThat(KEY.match(List.of("keys"))).isEmpty();
        assertThat(KEY.match(List.of("keys", ""))).isEmpty();
        assertThat(KEY.match(List.of("keys", "k", "v", "x"))).isEmpty();
        assertThat(WRAP.match(List.of("keys", "k", "v"))).isEmpty();
    }
}
