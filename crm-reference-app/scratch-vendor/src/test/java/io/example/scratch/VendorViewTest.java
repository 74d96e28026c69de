package io.example.scratch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VendorViewTest {

    @Test
    @DisplayName("a vendor has the SPI and the contract kit, and nothing else of CRM Kit")
    void theContractKitIsThereAndTheCoreIsNot() {
        assertDoesNotThrow(() -> Class.forName("io.crmkit.spi.contract.package-info"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("io.crmkit.package-info"));
    }
}
