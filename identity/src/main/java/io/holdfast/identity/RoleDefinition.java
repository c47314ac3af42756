package io.holdfast.identity;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A set of actions that can be assigned. Actions hold `*` for any text and compare case-insensitively; after a
/// type, `/*/` stands for a single slash as well, so that `vaults/*/read` is reading the vault and what is in it.
///
/// @param id a GUID
/// @param actions allowed on the management side
/// @param notActions taken from `actions`; another role may still allow them
/// @param dataActions allowed on data
public record RoleDefinition(String id, String name, String description, List<String> actions,
        List<String> notActions, List<String> dataActions) {

    private static final Pattern WITHIN = Pattern.compile("(/[^/*]+/)\\*/");

    /// Copies the lists.
    public RoleDefinition {
        actions = List.copyOf(actions);
        notActions = List.copyOf(notActions);
        dataActions = List.copyOf(dataActions);
    }

    /// Whether the role allows an action of the management side.
    public boolean allows(String action) {
        return anyMatches(actions, action) && !anyMatches(notActions, action);
    }

    /// Whether the role allows an action on data.
    public boolean allowsOnData(String action) {
        return anyMatches(dataActions, action);
    }

    private static boolean anyMatches(List<String> patterns, String action) {
        String lower = action.toLowerCase(Locale.ROOT);
        return patterns.stream().map(pattern -> pattern.toLowerCase(Locale.ROOT)).anyMatch(
                pattern -> matches(pattern, lower)
                        || matches(WITHIN.matcher(pattern).replaceAll("$1"), lower));
    }

    // The parts between the stars must occur in order, the first at the start and the last at the end.
    private static boolean matches(String pattern, String action) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(action);
        }
        String last = parts[parts.length - 1];
        if (!action.startsWith(parts[0]) || !action.endsWith(last)) {
            return false;
        }
        int position = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = action.indexOf(parts[i], position);
            if (found < 0) {
                return false;
            }
            position = found + parts[i].length();
        }
        return position <= action.length() - last.length();
    }
}
