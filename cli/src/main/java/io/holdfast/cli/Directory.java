package io.holdfast.cli;

import io.holdfast.client.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The calls of the commands about principals, and how their answers are printed.
///
/// @param client to the server
/// @param out for the person
record Directory(ApiClient client, PrintWriter out) {

    static final String APPLICATIONS = "/v1.0/applications";
    static final String WORKLOADS = "/v1.0/workloadIdentities";
    private static final String AUTHORIZATION = "/providers/Microsoft.Authorization";
    private static final String VERSION = "?api-version=2022-04-01";
    private static final int MAX_FILE_BYTES = 64 * 1024;

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    /// Runs work against the server of the options.
    static int run(ConnectionOptions connection, PrintWriter out, Consumer<Directory> work) {
        LogSetup.quiet();
        try (ApiClient client = connection.connect()) {
            work.accept(new Directory(client, out));
            out.flush();
            return 0;
        }
    }

    JsonNode get(String path) {
        return succeeded(client.send("GET", path, Audience.GRAPH));
    }

    JsonNode post(String path, JsonNode body) {
        return succeeded(client.send("POST", path, Audience.GRAPH, body));
    }

    private static JsonNode succeeded(Answer answer) {
        if (!answer.succeeded()) {
            throw new CommandFailedException(answer.errorText());
        }
        return answer.body();
    }

    /// Prints the members of a collection as a table.
    void list(String collection, Function<JsonNode, String> credentials) {
        List<List<String>> rows = StreamSupport.stream(get(collection).path("value").spliterator(), false)
                .map(one -> List.of(text(one, "displayName"), text(one, "appId"), text(one, "id"),
                        credentials.apply(one)))
                .toList();
        new TextTable(List.of("NAME", "APPLICATION ID", "OBJECT ID", "CREDENTIALS"), rows).lines()
                .forEach(out::println);
    }

    /// A collection's member by its application id or object id.
    String path(String collection, String id) {
        return StreamSupport.stream(get(collection).path("value").spliterator(), false)
                .filter(one -> text(one, "appId").equalsIgnoreCase(id)
                        || text(one, "id").equalsIgnoreCase(id))
                .map(one -> collection + "/" + text(one, "id")).findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "no principal of this kind has the application id or object id " + id));
    }

    /// The object id of any principal, by its application id or object id.
    String objectId(String id) {
        Answer byApplication = client.send("GET", "/v1.0/servicePrincipals(appId='" + guid(id) + "')",
                Audience.GRAPH);
        return text(byApplication.succeeded() ? byApplication.body() : get("/v1.0/servicePrincipals/" + id),
                "id");
    }

    private static String guid(String id) {
        try {
            return UUID.fromString(id).toString();
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("not an id of a principal: " + id, e);
        }
    }

    void delete(String collection, String id) {
        succeeded(client.send("DELETE", path(collection, id), Audience.GRAPH));
        out.println("Deleted.");
    }

    /// The certificate in a file as the directory takes it: PEM or DER, in base64.
    static String certificate(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new CommandFailedException("too long for a certificate: " + file);
            }
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (text.contains("PRIVATE KEY")) {
                throw new CommandFailedException(
                        "the file holds a private key, which must stay with the client: " + file);
            }
            return Base64.getEncoder().encodeToString(bytes);
        } catch (IOException e) {
            throw new CommandFailedException("the certificate cannot be read: " + file, e);
        }
    }

    /// Assigns a role by its name on a scope; it is no error if it is assigned already.
    void assign(String principal, String role, String scope) {
        JsonNode roles = management("GET", scope + AUTHORIZATION + "/roleDefinitions" + VERSION
                + "&$filter=" + encoded("roleName eq '" + role + "'"));
        String roleId = text(roles.path("value").path(0), "id");
        if (roleId.isEmpty()) {
            throw new CommandFailedException("there is no role named '" + role + "'");
        }
        ObjectNode body = object();
        body.putObject("properties").put("roleDefinitionId", roleId).put("principalId", objectId(principal))
                .put("principalType", "ServicePrincipal");
        Answer answer = client.send("PUT",
                scope + AUTHORIZATION + "/roleAssignments/" + UUID.randomUUID() + VERSION,
                Audience.MANAGEMENT, body);
        if (!answer.succeeded() && !answer.errorCode().equals("RoleAssignmentExists")) {
            throw new CommandFailedException(answer.errorText());
        }
        out.println(principal + " has the role " + role + " on " + scope + ".");
    }

    /// Takes a role back.
    void unassign(String principal, String role, String scope) {
        String objectId = objectId(principal);
        JsonNode held = management("GET", scope + AUTHORIZATION + "/roleAssignments" + VERSION
                + "&$filter=" + encoded("principalId eq '" + objectId + "'"));
        JsonNode roles = management("GET", scope + AUTHORIZATION + "/roleDefinitions" + VERSION
                + "&$filter=" + encoded("roleName eq '" + role + "'"));
        String roleId = text(roles.path("value").path(0), "id");
        List<JsonNode> found = StreamSupport.stream(held.path("value").spliterator(), false)
                .filter(one -> text(one.path("properties"), "roleDefinitionId").equalsIgnoreCase(roleId)
                        && text(one.path("properties"), "scope").equalsIgnoreCase(scope))
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailedException(principal + " does not have the role " + role + " on " + scope);
        }
        found.forEach(one -> management("DELETE", text(one, "id") + VERSION));
        out.println(principal + " no longer has the role " + role + " on " + scope + ".");
    }

    private JsonNode management(String method, String target) {
        return succeeded(client.send(method, target, Audience.MANAGEMENT));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }
}
