package dev.lockstep.driver.mqtt;

/**
 * The Sparkplug address of a device.
 *
 * @param broker where the edge node is found
 * @param device the id of a device of the edge node; empty for the edge node itself
 * @param host the id under which this gateway is a host application
 */
record SparkplugAddress(MqttAddress broker, String group, String node, String device, String host) {
  static final String NAMESPACE = "spBv1.0";

  /** The topic of a host's birth and death certificates. */
  static String stateTopic(String host) {
    return NAMESPACE + "/STATE/" + host;
  }

  /** The topic of commands: DCMD, or NCMD for the edge node itself. */
  String commandTopic() {
    return device.isEmpty()
        ? rebirthTopic()
        : String.join("/", NAMESPACE, group, "DCMD", node, device);
  }

  /** The topic of requests for a new birth. */
  String rebirthTopic() {
    return rebirthTopic(group, node);
  }

  /** The topic of requests for a new birth of any edge node. */
  static String rebirthTopic(String group, String node) {
    return String.join("/", NAMESPACE, group, "NCMD", node);
  }

  /** All topics of the edge node and of its devices. */
  String filter() {
    return String.join("/", NAMESPACE, group, "+", node, "#");
  }

  /** The edge node descriptor: unique on a broker. */
  String edgeNode() {
    return group + "/" + node;
  }
}
