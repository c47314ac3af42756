package io.holdfast.sentinel;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Tests that each get a process of their own over a copy of one that has a workspace on a cluster under a
/// customer-managed key.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KeyedWorkspace {

    static final String SOC = "soc1";
    static final String CLUSTER = "cluster1";

    SentinelFixture fixture;
    /// The data folder of the test.
    Path folder = Path.of("");
    /// The object id of the Azure Cosmos DB principal.
    String cosmosDb = "";
    private SentinelFixture prepared;

    @BeforeAll
    void prepare(@TempDir Path template) {
        prepared = new SentinelFixture(template);
        cosmosDb = prepared.prepare(SOC, CLUSTER);
        furnish(prepared);
        prepared.close();
    }

    /// What else there is before each test: the workspace is onboarded.
    void furnish(SentinelFixture original) {
        original.onboard(SOC);
    }

    @BeforeEach
    void openCopy(@TempDir Path copy) throws IOException {
        folder = copy;
        fixture = prepared.copyTo(copy);
    }

    @AfterEach
    void closeCopy() {
        fixture.close();
    }
}
