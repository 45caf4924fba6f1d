package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConnectionConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConnectionConfig.RestrictionsForClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Connector to one device's broker: makes connections, each with its own client. */
final class BrokerConnector {
  /**
   * The library limits socket, TLS and CONNACK one by one; this factor gives the limit of the
   * whole.
   */
  private static final int PHASES = 4;

  private final BrokerLogin login;
  private final MqttSettings settings;
  private final MqttSecrets secrets;

  BrokerConnector(BrokerLogin login, MqttSettings settings, MqttSecrets secrets) {
    this.login = login;
    this.settings = settings;
    this.secrets = secrets;
  }

  /**
   * Makes a new connection.
   *
   * @param listener called with every message of this connection, on the client's thread: must not
   *     block
   * @param will what the broker publishes when it loses this connection
   * @throws ConnectionFailedException where there is no connection; the message says why
   */
  BrokerSession open(
      ExpiryPolicy policy, Consumer<Mqtt5Publish> listener, Optional<Mqtt5Publish> will)
      throws ConnectionFailedException, InterruptedException {
    CompletableFuture<String> ended = new CompletableFuture<>();
    Mqtt5AsyncClient client = client(ended);
    client.publishes(MqttGlobalPublishFilter.ALL, listener);
    CompletableFuture<Mqtt5ConnAck> connecting = client.connect(connectPacket(will));
    try {
      Duration timeout = settings.connecting().connectTimeout().multipliedBy(PHASES);
      connecting.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new ConnectionFailedException(
          refusal(failure.getCause() == null ? failure : failure.getCause()));
    } catch (TimeoutException silent) {
      abandon(client, connecting);
      throw new ConnectionFailedException("%s does not answer".formatted(login.address().broker()));
    } catch (InterruptedException closing) {
      abandon(client, connecting);
      throw closing;
    }
    RestrictionsForClient connack =
        client
            .getConfig()
            .getConnectionConfig()
            .map(Mqtt5ClientConnectionConfig::getRestrictionsForClient)
            .orElseThrow(() -> new ConnectionFailedException("the connection was lost at once"));
    SendLimits limits =
        SendLimits.of(login.address().broker(), settings.bounds().payloadMax(), connack);
    return new BrokerSession(
        new BrokerSession.Opened(client, ended, limits, connack.getSendMaximum()), policy);
  }

  /**
   * Ends a connection attempt that timed out. A connection that is made later must be closed,
   * because it would use the client id.
   */
  private static void abandon(Mqtt5AsyncClient client, CompletableFuture<Mqtt5ConnAck> connecting) {
    connecting.thenCompose(late -> client.disconnect()).exceptionally(never -> null);
  }

  private Mqtt5AsyncClient client(CompletableFuture<String> ended)
      throws ConnectionFailedException {
    long timeout = settings.connecting().connectTimeout().toMillis();
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverHost(login.address().host())
            .serverPort(login.address().port())
            .socketConnectTimeout(timeout, TimeUnit.MILLISECONDS)
            .mqttConnectTimeout(timeout, TimeUnit.MILLISECONDS);
    if (login.address().tls()) {
      // Set here and not on the client's builder, which silently ignores it beside a transport
      // configuration: the password would be sent in the clear.
      transport = transport.sslConfig(new TrustStores(settings, secrets).open());
    }
    return Mqtt5Client.builder()
        .identifier(login.clientId())
        .transportConfig(transport.build())
        .addDisconnectedListener(context -> ended.complete(ending(context)))
        .buildAsync();
  }

  private Mqtt5Connect connectPacket(Optional<Mqtt5Publish> will) {
    Mqtt5ConnectBuilder connect =
        Mqtt5Connect.builder()
            // A clean session that ends with the connection: neither the broker nor the library
            // keeps messages for later. Answers that arrive meanwhile are lost; the device is
            // queried.
            .cleanStart(true)
            .sessionExpiryInterval(0)
            .keepAlive(Math.toIntExact(settings.connecting().keepAlive().toSeconds()))
            .restrictions()
            .maximumPacketSize(settings.bounds().packetMax())
            // No topic aliases, so that the length of a message is known before it is sent.
            .sendTopicAliasMaximum(0)
            .applyRestrictions();
    if (will.isPresent()) {
      connect = connect.willPublish(will.get());
    }
    Optional<String> user = login.address().user();
    if (user.isEmpty()) {
      return connect.build();
    }
    byte[] password =
        login
            .password()
            .get()
            .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
            .orElseGet(() -> new byte[0]);
    return connect.simpleAuth().username(user.get()).password(password).applySimpleAuth().build();
  }

  private String refusal(Throwable failure) {
    String broker = login.address().broker();
    if (failure instanceof Mqtt5ConnAckException refused) {
      String who =
          login.address().user().map(name -> "user " + name).orElse("a client without user");
      return "%s refuses %s: %s".formatted(broker, who, refused.getMqttMessage().getReasonCode());
    }
    return "%s cannot be reached: %s".formatted(broker, ErrorText.of(failure));
  }

  private String ending(MqttClientDisconnectedContext context) {
    String broker = login.address().broker();
    Throwable cause = context.getCause();
    // The library's own DISCONNECT, after a packet that it cannot read, is not the broker's.
    if (context.getSource() == MqttDisconnectSource.SERVER
        && cause instanceof Mqtt5DisconnectException ended) {
      Mqtt5DisconnectReasonCode reason = ended.getMqttMessage().getReasonCode();
      return reason == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER
          ? broker
              + ": another client connected with this gateway's client id; give each gateway its"
              + " own lockstep.gateway.name"
          : "%s ended the connection: %s".formatted(broker, reason);
    }
    return "the connection to %s was lost: %s".formatted(broker, ErrorText.of(cause));
  }
}
