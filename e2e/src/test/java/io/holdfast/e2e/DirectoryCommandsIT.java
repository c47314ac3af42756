package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands about principals, each as a process of its own, as an operator runs them.
class DirectoryCommandsIT {

    @TempDir
    Path folder;

    @Test
    void principalsAreMadeGivenCredentialsAndRolesAndDeleted() throws IOException {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            String appId = value(run(server, 0, "app", "create", "robot"), "application id");
            String secret = value(run(server, 0, "app", "add-secret", appId), "secret    ");
            Credentials robot = new Credentials(server.credentials().tenantId(),
                    server.credentials().subscriptionId(), appId, secret);
            ArmClient asRobot = new ArmClient(server.httpBuilder().build(), server.origin(), robot);
            String subscription = "/subscriptions/" + robot.subscriptionId();
            assertThat(asRobot.call("GET", subscription + "?api-version=2022-12-01", "").status())
                    .isEqualTo(403);

            run(server, 0, "identity", "assign", appId, "Reader", subscription);
            assertThat(asRobot.call("GET", subscription + "?api-version=2022-12-01", "").status())
                    .isEqualTo(200);
            run(server, 0, "identity", "unassign", appId, "Reader", subscription);
            assertThat(asRobot.call("GET", subscription + "?api-version=2022-12-01", "").status())
                    .isEqualTo(403);

            ClientCertificate certificate = ClientCertificate.generate();
            Path pem = certificate.writePem(folder.resolve("both.pem"));
            assertThat(run(server, 1, "app", "add-certificate", appId, pem.toString()))
                    .contains("private key");
            Path der = Files.write(folder.resolve("client.der"),
                    Base64.getDecoder().decode(certificate.base64()));
            run(server, 0, "app", "add-certificate", appId, der.toString());
            assertThat(run(server, 0, "app", "list")).contains("robot").contains("1 secrets, 1 certificates");

            assertThat(run(server, 0, "identity", "create", "agent", "--imds"))
                    .contains("export IDENTITY_ENDPOINT=" + server.origin() + "/msi/token")
                    .contains("export IDENTITY_HEADER='");
            assertThat(run(server, 0, "identity", "rotate-signing-key")).contains("2 keys are accepted");
            run(server, 0, "app", "delete", appId);
            assertThat(run(server, 1, "app", "add-secret", appId)).contains("no principal of this kind");
        }
    }

    private static String value(String output, String label) {
        Matcher matcher = Pattern.compile("(?m)^" + label + "\\s+(\\S+)$").matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return matcher.group(1);
    }

    private static String run(TestServer server, int status, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
                "io.holdfast.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(server.credentials().environment());
        builder.environment().putAll(Map.of("HOLDFAST_URL", server.origin().toString(), "HOLDFAST_CA",
                server.authority().toString()));
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isEqualTo(status);
            return output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
