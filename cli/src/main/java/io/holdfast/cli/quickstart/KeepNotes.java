package io.holdfast.cli.quickstart;

import io.holdfast.cli.Audience;
import io.holdfast.cli.Credentials;
import io.holdfast.server.HoldfastServer;
import java.util.ArrayList;
import java.util.List;

/// How to go on with a server that the quickstart keeps running: lines to copy into a shell.
final class KeepNotes {

    private static final String TOKEN_FUNCTION = """
            token() {
              curl -s --cacert "$HOLDFAST_CA" "$HOLDFAST_URL/$AZURE_TENANT_ID/oauth2/v2.0/token" \\
                -d grant_type=client_credentials -d client_id="$AZURE_CLIENT_ID" \\
                --data-urlencode client_secret="$AZURE_CLIENT_SECRET" \\
                --data-urlencode scope="$1/.default" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'
            }""";

    private KeepNotes() {}

    static List<String> lines(HoldfastServer server, Credentials credentials, Names names,
            Story.Ending ending) {
        String url = server.origin().toString();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("The server stays up until you press Ctrl-C. To go on from another shell:");
        lines.add("");
        lines.add("export HOLDFAST_URL=" + url);
        lines.add("export HOLDFAST_CA=" + server.caCertificateFile().toAbsolutePath());
        lines.add("export HOLDFAST_WORKSPACE=" + ending.customerId());
        lines.add("export AZURE_TENANT_ID=" + credentials.tenantId());
        lines.add("export AZURE_CLIENT_ID=" + credentials.clientId());
        lines.add("export AZURE_CLIENT_SECRET='" + credentials.clientSecret() + "'");
        lines.addAll(TOKEN_FUNCTION.lines().toList());
        lines.add("");
        lines.add("# Query the logs:");
        lines.add(
                "./holdfast kql run 'SigninLogs_CL | summarize count() by AppDisplayName | top 5 by count_'");
        lines.add(curl(Audience.QUERY, "POST", "/v1/workspaces/$HOLDFAST_WORKSPACE/query",
                "{\"query\":\"CommonSecurityLog_CL | count\"}"));
        lines.add("# List the incidents, that of the detection rule among them:");
        lines.add(curl(Audience.MANAGEMENT, "GET", names.sentinel() + "/incidents" + DetectionStep.VERSION,
                ""));
        lines.add("# Bring in the analytics rules of a folder (YAML, as public repositories hold them):");
        lines.add("./holdfast rules import FOLDER");
        lines.add("# Look at the cluster, and at which key versions it uses:");
        lines.add(curl(Audience.MANAGEMENT, "GET", names.cluster() + ClusterStep.CLUSTERS, ""));
        lines.add(curl(Audience.MANAGEMENT, "GET", names.cluster() + "/keyUsage" + ClusterStep.CLUSTERS, ""));
        lines.add("# Revoke the key (true restores it), then query again:");
        lines.add(curl(Audience.VAULT, "PATCH",
                "/keys/" + Names.KEY + "/" + ending.keyVersion() + VaultStep.KEYS,
                "{\"attributes\":{\"enabled\":false}}"));
        return lines;
    }

    private static String curl(Audience audience, String method, String target, String body) {
        String data = body.isEmpty() ? "" : " -H 'Content-Type: application/json' -d '" + body + "'";
        return "curl -s --cacert \"$HOLDFAST_CA\" -H \"Authorization: Bearer $(token " + audience.uri()
                + ")\" -X "
                + method + data + " \"$HOLDFAST_URL" + target + "\"";
    }
}
