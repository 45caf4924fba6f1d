package dev.lockstep.driver.opcua;

import java.util.function.BooleanSupplier;

/**
 * A device whose server is to be trusted.
 *
 * @param connected whether it is connected now
 * @param closed whether its link is closed for good
 * @param wake has it connect at once, where it is not
 */
record TrustedMachine(
    DeviceServer server, BooleanSupplier connected, BooleanSupplier closed, Runnable wake) {}
