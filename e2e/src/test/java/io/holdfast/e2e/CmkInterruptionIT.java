package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.RestClient;
import io.holdfast.cmk.Change;
import io.holdfast.cmk.Cloud;
import io.holdfast.cmk.CmkTool;
import io.holdfast.cmk.Dialogue;
import io.holdfast.cmk.Names;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The tool for customer-managed keys in a vault that roles decide on: interrupted at every line that it
/// says, and asked about every change before it is made.
class CmkInterruptionIT {

    private static final String NAME = "cmk-roles";

    @TempDir
    Path folder;

    private TestServer server;
    private RestClient rest;
    private Cloud cloud;
    private Names names;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(folder.resolve("data"));
        rest = RestClient.trusting(Optional.of(server.authority()));
        Path file = folder.resolve("cloud.json");
        Files.writeString(file, CmkToolIT.cloud(server.origin()));
        cloud = Cloud.read(file);
        Path setup = folder.resolve("setup.json");
        Files.writeString(setup, Json.of("""
                {'subscription':'%s','resourceGroup':'%s','location':'westeurope',
                 'vault':{'name':'%s','roles':true},'key':{'name':'siem-cmk','size':2048},
                 'cluster':{'name':'%s','capacity':500},'workspace':{'name':'%s'}}
                """.formatted(server.credentials().subscriptionId(), NAME, NAME, NAME, NAME)));
        names = Names.read(setup);
    }

    @AfterEach
    void stop() {
        rest.close();
        server.close();
    }

    /// What the user was told; ends the command at a line, or while it waits.
    private static final class Lines implements Dialogue {

        private final int last;
        private final String end;
        private final boolean patient;
        private final List<String> said = new ArrayList<>();

        /// @param last the line at which the command is ended
        /// @param end a text at which it is ended
        /// @param patient whether it is not ended while a long operation runs
        private Lines(int last, String end, boolean patient) {
            this.last = last;
            this.end = end;
            this.patient = patient;
        }

        static Lines all() {
            return new Lines(Integer.MAX_VALUE, "(never said)", true);
        }

        static Lines until(String end) {
            return new Lines(Integer.MAX_VALUE, end, true);
        }

        static Lines ofRun(int run) {
            return new Lines(run, "(never said)", run % 2 == 1);
        }

        @Override
        public void say(String text) {
            said.add(text);
            if (said.size() >= last || text.contains(end)) {
                throw new InterruptedCommand();
            }
        }

        @Override
        public boolean agreed(String question) {
            return true;
        }

        @Override
        public void pause(Duration duration) {
            if (!patient) {
                throw new InterruptedCommand();
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }

        String text() {
            return String.join("\n", said);
        }
    }

    private static final class InterruptedCommand extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private CmkTool tool(Lines lines) {
        return new CmkTool(cloud, rest, audience -> server.arm().token(audience), names, lines,
                Duration.ofMinutes(1));
    }

    @Test
    void aSetupThatIsInterruptedAtEveryLineEndsAsOneThatWasNot() {
        Lines before = Lines.all();
        assertThat(tool(before).preflight(Change.ONBOARD, true)).isFalse();
        assertThat(before.text()).contains("the tool looks for itself", "missing 1. Vault", "by: PUT",
                "so     Missing");

        int runs = setUpInterrupted();

        assertThat(runs).as("each line ended one run").isGreaterThan(12);
        assertThat(versions()).hasSize(1);
        Lines again = Lines.all();
        assertThat(tool(again).setUp(true)).isTrue();
        assertThat(again.text()).contains("access by roles").doesNotContain("  do ");
        Lines status = Lines.all();
        assertThat(tool(status).status()).isTrue();
        assertThat(status.text()).contains("LOG_STORE: Available", "DOCUMENT_STORE: Available");
        everyChangeIsToldAlikeByTheServiceAndByTheTool();
        aRotationThatWasInterruptedUsesTheVersionThatItMade();
        aDrillThatIsInterruptedEnablesTheKeyAgain();
        whileTheKeyIsDisabledAPreflightStillTells();
    }

    private int setUpInterrupted() {
        for (int run = 1; run < 200; run++) {
            try {
                if (tool(Lines.ofRun(run)).setUp(true)) {
                    return run;
                }
            } catch (InterruptedCommand e) {
                assertThat(versions().size()).isLessThan(2);
            }
        }
        throw new AssertionError("The setup did not end");
    }

    /// The versions of the key; none while there is no vault, no key or no right to see it.
    private List<String> versions() {
        ArmClient.Answer answer = server.arm().call("GET", "/subscriptions/"
                + server.credentials().subscriptionId() + "/resourceGroups/" + NAME
                + "/providers/Microsoft.KeyVault/vaults/" + NAME
                + "/keys/siem-cmk/versions?api-version=2023-07-01", "");
        return answer.body().path("value").valueStream().map(one -> one.path("name").asString("")).toList();
    }

    private void everyChangeIsToldAlikeByTheServiceAndByTheTool() {
        for (Change change : Change.values()) {
            Lines told = Lines.all();
            Lines own = Lines.all();
            boolean allowed = tool(told).preflight(change, false);

            assertThat(tool(own).preflight(change, true)).as(change + "\n" + told.text() + "\n" + own.text())
                    .isEqualTo(allowed);
            assertThat(told.text().contains("REFUSED")).as(told.text()).isEqualTo(!allowed);
        }
        Lines removal = Lines.all();
        tool(removal).preflight(Change.REMOVE_KEY, false);
        assertThat(removal.text()).contains("CustomerManagedKeyRemovalNotSupported", "so     Refused");
    }

    private void aRotationThatWasInterruptedUsesTheVersionThatItMade() {
        assertThatThrownBy(() -> tool(Lines.until("  made   ")).rotate())
                .isInstanceOf(InterruptedCommand.class);
        Lines again = Lines.all();
        tool(again).rotate();

        assertThat(again.text()).contains("found  a version that the cluster is not on yet",
                "the cluster is on the new version").doesNotContain("  made ");
        assertThat(versions()).hasSize(2);
    }

    private void aDrillThatIsInterruptedEnablesTheKeyAgain() {
        Lines lines = Lines.until("query of the logs refused");
        assertThatThrownBy(() -> tool(lines).drill(Optional.empty(), Duration.ofSeconds(1),
                InstantSource.system())).isInstanceOf(InterruptedCommand.class);

        assertThat(lines.text()).contains("the key is disabled", "the key is enabled again");
        Await.until("the key is usable", Duration.ofSeconds(20), () -> {
            Lines status = Lines.all();
            return tool(status).status() && status.text().contains("DOCUMENT_STORE: Available")
                    && status.text().contains("LOG_STORE: Available");
        });
    }

    private void whileTheKeyIsDisabledAPreflightStillTells() {
        versions().forEach(version -> assertThat(rest.send("PATCH", URI.create("https://" + NAME
                + cloud.vaultSuffix() + "/keys/siem-cmk/" + version + "?api-version=7.4"),
                server.arm().token(cloud.vaultAudience()), JsonMapper.shared().readTree(
                        Json.of("{'attributes':{'enabled':false}}")))
                .status()).isEqualTo(200));
        Await.until("the preflight tells of the darkness", Duration.ofSeconds(20), () -> {
            Lines rotation = Lines.all();
            return !tool(rotation).preflight(Change.ROTATE, false)
                    && rotation.text().contains("CustomerManagedKeyRevoked");
        });
        Lines deletion = Lines.all();
        assertThat(tool(deletion).preflight(Change.DELETE_CLUSTER, false)).isTrue();
        assertThat(deletion.text()).contains("final  The account keys of the cluster are destroyed");
    }
}
