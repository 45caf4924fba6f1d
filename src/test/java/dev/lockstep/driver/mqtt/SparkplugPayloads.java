package dev.lockstep.driver.mqtt;

import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertySet;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertyValue;

/** Payloads of edge nodes, by classes that were generated from the published schema. */
final class SparkplugPayloads {
  private SparkplugPayloads() {}

  static Metric.Builder metric(String name, int datatype) {
    return Metric.newBuilder().setName(name).setDatatype(datatype);
  }

  static byte[] birth(Metric.Builder... metrics) {
    Payload.Builder payload = Payload.newBuilder().setTimestamp(1).setSeq(0);
    for (Metric.Builder each : metrics) {
      payload.addMetrics(each);
    }
    return payload.build().toByteArray();
  }

  static byte[] death(long bdSeq) {
    return PressNode.death(bdSeq).toByteArray();
  }

  /** A metric with one property more. */
  static Metric.Builder with(Metric.Builder metric, String key, PropertyValue.Builder value) {
    PropertySet.Builder properties = metric.getProperties().toBuilder();
    return metric.setProperties(properties.addKeys(key).addValues(value));
  }

  static PropertyValue.Builder number(double amount) {
    return PropertyValue.newBuilder().setType(10).setDoubleValue(amount);
  }

  static PropertyValue.Builder text(String text) {
    return PropertyValue.newBuilder().setType(12).setStringValue(text);
  }

  static PropertyValue.Builder flag(boolean on) {
    return PropertyValue.newBuilder().setType(11).setBooleanValue(on);
  }
}
