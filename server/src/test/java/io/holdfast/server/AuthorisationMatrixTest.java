package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.BuiltInRoles;
import io.holdfast.identity.Principal;
import io.holdfast.identity.RoleDefinition;
import io.holdfast.rest.Api;
import io.holdfast.rest.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route of the running product against every role and permission.
///
/// `routes.txt` holds a rule for each route: what permission it needs. `permissions.txt` says which roles have each
/// permission. Both were written by people; the routes come from the product. A route without a rule, a rule without a
/// route, and a decision that is not as written fail the build.
class AuthorisationMatrixTest {

    private static final String ANONYMOUS = "anonymous: ";
    private static final String SIGNED = "signed: ";
    private static final String ANY = "any principal: ";
    private static final String KEYS = "keys/";
    private static final List<String> KEY_PERMISSIONS = List.of("get", "list", "create", "update", "import",
            "delete", "recover", "purge", "backup", "restore", "encrypt", "decrypt", "wrapKey", "unwrapKey",
            "sign",
            "verify", "release", "rotate", "getrotationpolicy", "setrotationpolicy");

    @TempDir
    static Path folder;

    private static MatrixWorld world;
    private static Map<String, String> rules;
    private static Map<String, Set<String>> rolesByPermission;
    private static Map<String, Principal> holders;

    @BeforeAll
    static void open() {
        world = new MatrixWorld(folder.resolve("data"));
        rules = lines("routes.txt");
        rolesByPermission = new TreeMap<>();
        lines("permissions.txt").forEach((permission, roles) -> rolesByPermission.put(permission,
                Stream.of(roles.split(",")).map(String::strip).filter(role -> !role.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new))));
        holders = new LinkedHashMap<>();
        for (RoleDefinition role : BuiltInRoles.all()) {
            Principal holder = world.principal(role.name());
            world.assign(holder, role.id(), world.subscription());
            holders.put(role.name(), holder);
        }
    }

    @AfterAll
    static void close() {
        world.close();
    }

    /// Lines `KEY = VALUE`; others that are empty or begin with a number sign are for people.
    private static Map<String, String> lines(String file) {
        try (InputStream in = AuthorisationMatrixTest.class.getResourceAsStream("/authorisation/" + file)) {
            Map<String, String> lines = new TreeMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                        String[] parts = line.split(" = ?", 2);
                        assertThat(lines.put(parts[0], parts[1])).as("twice: " + line).isNull();
                    });
            return lines;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(Route route) {
        return route.method() + " " + route.path().toString().replaceAll("(/\\{p\\d+\\?})+", "/{anything}");
    }

    private static void each(BiConsumer<Api, Route> work) {
        world.apis.forEach(api -> api.routes().forEach(route -> work.accept(api, route)));
    }

    private static boolean needsPermission(Route route) {
        String permission = route.access().permission();
        return !permission.startsWith(ANONYMOUS) && !permission.startsWith(ANY);
    }

    private static boolean isOnKeys(Route route) {
        return route.access().permission().startsWith(KEYS);
    }

    @Test
    void eachRouteHasARuleAndEachRuleARoute() {
        Map<String, String> live = new TreeMap<>();
        each((api, route) -> live.put(name(route), route.access().permission()));

        assertThat(String.join("\n", written(live))).isEqualTo(String.join("\n", written(rules)));
    }

    private static List<String> written(Map<String, String> routes) {
        return routes.entrySet().stream().map(rule -> rule.getKey() + " = " + rule.getValue()).toList();
    }

    @Test
    void eachPermissionIsWrittenAboutAndNoOther() {
        Set<String> used = rules.values().stream()
                .filter(permission -> !permission.startsWith(ANONYMOUS) && !permission.startsWith(ANY)
                        && !permission.startsWith(SIGNED))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rolesByPermission.keySet()).containsExactlyElementsOf(used);
        assertThat(rolesByPermission.values().stream().flatMap(Set::stream).distinct())
                .isSubsetOf(holders.keySet());
    }

    @Test
    void onlyAnonymousRoutesPassWithoutAToken() {
        Map<String, Integer> wrong = new TreeMap<>();
        each((api, route) -> {
            int expected = withoutToken(route.access().permission());
            for (String caller : List.of("", "invalid")) {
                int status = world.status(api, route, "", caller);
                if (status != expected) {
                    wrong.put(name(route) + " " + caller, status);
                }
            }
        });

        assertThat(wrong).isEmpty();
    }

    private static int withoutToken(String permission) {
        if (permission.startsWith(ANONYMOUS)) {
            return MatrixWorld.PASSED;
        }
        return permission.startsWith(SIGNED) ? 403 : 401;
    }

    @Test
    void aPrincipalWithoutARolePassesWhatIsForAnyPrincipalOnly() {
        Principal nobody = world.principal("nobody");
        Map<String, Integer> wrong = new TreeMap<>();
        each((api, route) -> {
            int status = world.status(api, route, "", nobody.objectId());
            if ((status == MatrixWorld.PASSED) == needsPermission(route)) {
                wrong.put(name(route), status);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void eachRoleHasThePermissionsThatAreWrittenAndNoOthers() {
        Map<String, Set<String>> seen = new TreeMap<>();
        Map<String, Set<String>> expected = new TreeMap<>();
        each((api, route) -> {
            if (needsPermission(route) && !route.access().permission().startsWith(SIGNED)) {
                String host = isOnKeys(route) ? "roles.vault.localhost" : "";
                expected.put(name(route),
                        rolesByPermission.getOrDefault(route.access().permission(), Set.of()));
                seen.put(name(route), holders.entrySet().stream().filter(
                        holder -> world.status(api, route, host,
                                holder.getValue().objectId()) == MatrixWorld.PASSED)
                        .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new)));
            }
        });

        assertThat(text(seen)).isEqualTo(text(expected));
    }

    private static String text(Map<String, Set<String>> roles) {
        return roles.entrySet().stream()
                .map(route -> route.getKey() + " = " + String.join(", ", route.getValue()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void allRolesOnAnotherGroupOpenNothingElsewhere() {
        Principal elsewhere = world.principal("elsewhere");
        BuiltInRoles.all().forEach(role -> world.assign(elsewhere, role.id(), world.otherGroup()));
        Map<String, Integer> wrong = new TreeMap<>();
        each((api, route) -> {
            if (needsPermission(route)) {
                for (String host : isOnKeys(route)
                        ? List.of("roles.vault.localhost", "policies.vault.localhost")
                        : List.of("")) {
                    int status = world.status(api, route, host, elsewhere.objectId());
                    if (status == MatrixWorld.PASSED) {
                        wrong.put(name(route) + " at " + host, status);
                    }
                }
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void eachKeyPermissionOfAnAccessPolicyOpensItsRoutesOnly() {
        Map<String, Principal> allowed = new LinkedHashMap<>();
        Stream.concat(KEY_PERMISSIONS.stream(), Stream.of("all")).forEach(permission -> {
            Principal holder = world.principal("keys " + permission);
            world.allow(holder, permission);
            allowed.put(permission, holder);
        });
        Map<String, Integer> wrong = new TreeMap<>();
        each((api, route) -> {
            if (isOnKeys(route)) {
                String needed = route.access().permission().substring(KEYS.length());
                allowed.forEach((held, holder) -> {
                    int status = world.status(api, route, "policies.vault.localhost", holder.objectId());
                    boolean expected = held.equals(needed) || (held.equals("all") && !needed.equals("purge"));
                    if (expected != (status == MatrixWorld.PASSED)) {
                        wrong.put(held + ": " + name(route), status);
                    }
                });
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void rolesOpenNothingInAVaultThatAccessPoliciesDecideOnAndTheReverse() {
        Principal policy = world.principal("all keys by policy");
        world.allow(policy, "all");
        Map<String, Integer> wrong = new TreeMap<>();
        each((api, route) -> {
            if (isOnKeys(route)) {
                for (Map.Entry<String, Principal> holder : holders.entrySet()) {
                    int status = world.status(api, route, "policies.vault.localhost",
                            holder.getValue().objectId());
                    if (status == MatrixWorld.PASSED) {
                        wrong.put(holder.getKey() + ": " + name(route), status);
                    }
                }
                int status = world.status(api, route, "roles.vault.localhost", policy.objectId());
                if (status == MatrixWorld.PASSED) {
                    wrong.put("policy: " + name(route), status);
                }
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyKeyPermissionIsNeededSomewhere() {
        assertThat(rules.values().stream().filter(permission -> permission.startsWith(KEYS))
                .map(permission -> permission.substring(KEYS.length())).distinct().sorted())
                .containsExactlyElementsOf(KEY_PERMISSIONS.stream().sorted().toList());
    }
}
