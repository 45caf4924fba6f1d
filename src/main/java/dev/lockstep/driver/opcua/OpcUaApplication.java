package dev.lockstep.driver.opcua;

/**
 * The gateway as an OPC UA application.
 *
 * @param uri unique in the plant, for example {@code urn:plant:line3:lockstep}; stands in the
 *     certificate, so a change asks for a new one
 * @param name for people
 */
record OpcUaApplication(String uri, String name) {

  /** That of a gateway of this name. */
  static OpcUaApplication of(String gateway, OpcUaSettings settings) {
    return new OpcUaApplication(
        settings.applicationUri().orElse("urn:lockstep:" + gateway), "Lockstep " + gateway);
  }
}
