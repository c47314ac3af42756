package io.holdfast.query.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Groups texts by what they have in common: texts of as many words, half of which are the same, are one
/// pattern; words in which they differ become `*`.
final class TextPatterns {
    private static final double ALIKE = 0.5;
    private static final String ANY = "*";
    private static final String OTHERS = "others";
    /// Most patterns at once; a text beyond them counts among the others.
    private static final int MOST = 10_000;

    private final String separators;

    /// Texts that are alike.
    private static final class Group {
        private final List<String> words;
        private final List<String> between;
        private final String representative;
        private long count;

        Group(List<String> words, List<String> between, String representative) {
            this.words = words;
            this.between = between;
            this.representative = representative;
        }
    }

    private TextPatterns(String separators) {
        this.separators = separators;
    }

    /// Returns arrays of the pattern, how many texts it stands for, and one of them, the most frequent first.
    ///
    /// @param share patterns of no greater share of the texts are put together as `others`
    /// @param separators characters that part words besides those that are no letters and digits
    static ArrayNode of(List<JsonNode> rows, double share, String separators) {
        TextPatterns patterns = new TextPatterns(separators);
        Map<Integer, List<Group>> groups = new HashMap<>();
        Group others = new Group(List.of(ANY), List.of("", ""), "");
        int made = 0;
        for (JsonNode row : rows) {
            String text = row.path(1).asString("");
            List<String> words = new ArrayList<>();
            List<String> between = patterns.split(text, words);
            List<Group> alike = groups.computeIfAbsent(words.size(), _ -> new ArrayList<>());
            Group best = best(alike, words);
            if (best == null && made < MOST) {
                best = new Group(words, between, text);
                alike.add(best);
                made++;
            } else if (best == null) {
                best = others;
            }
            merge(best, words);
        }
        List<Group> all = new ArrayList<>(groups.values().stream().flatMap(List::stream).toList());
        all.sort(Comparator.comparingLong(group -> -group.count));
        ArrayNode result = Json.newArray();
        for (Group group : all) {
            if (group.count > share * rows.size()) {
                result.add(Json.newArray().add(patterns.pattern(group)).add(group.count)
                        .add(group.representative));
            } else {
                others.count += group.count;
            }
        }
        return others.count == 0 ? result : result.add(Json.newArray().add(OTHERS).add(others.count).add(""));
    }

    private static @Nullable Group best(List<Group> groups, List<String> words) {
        Group best = null;
        double bestShare = 0;
        for (Group group : groups) {
            int same = 0;
            for (int index = 0; index < words.size(); index++) {
                same += words.get(index).equals(group.words.get(index)) ? 1 : 0;
            }
            double share = words.isEmpty() ? 1 : (double) same / words.size();
            if (share >= ALIKE && share > bestShare) {
                best = group;
                bestShare = share;
            }
        }
        return best;
    }

    private static void merge(Group group, List<String> words) {
        group.count++;
        for (int index = 0; index < Math.min(words.size(), group.words.size()); index++) {
            if (!group.words.get(index).equals(words.get(index))) {
                group.words.set(index, ANY);
            }
        }
    }

    /// Splits into words; returns what stands before, between and after them.
    private List<String> split(String text, List<String> words) {
        List<String> between = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        StringBuilder gap = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (Character.isLetterOrDigit(c) && separators.indexOf(c) < 0) {
                if (word.isEmpty()) {
                    between.add(gap.toString());
                    gap.setLength(0);
                }
                word.append(c);
            } else {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                gap.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        between.add(gap.toString());
        return between;
    }

    /// A separator beside `*` is part of what may differ.
    private String pattern(Group group) {
        StringBuilder out = new StringBuilder(group.between.getFirst());
        for (int index = 0; index < group.words.size(); index++) {
            String word = group.words.get(index);
            String gap = group.between.get(index + 1);
            boolean more = index + 1 < group.words.size();
            boolean loose = word.equals(ANY) || (more && group.words.get(index + 1).equals(ANY));
            out.append(word).append(loose && isSeparator(gap) ? "" : gap);
        }
        return out.toString().replaceAll("\\*{2,}", ANY);
    }

    private boolean isSeparator(String gap) {
        return !gap.isEmpty() && gap.chars().allMatch(c -> separators.indexOf(c) >= 0);
    }
}
