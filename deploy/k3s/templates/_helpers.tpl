{{/* What all objects of a part carry. Takes (dict "root" $ "part" name). */}}
{{- define "lockstep.labels" -}}
{{ include "lockstep.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "lockstep.selector" -}}
app.kubernetes.io/name: lockstep
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{/* The Service's name. */}}
{{- define "lockstep.fullname" -}}
{{ printf "%s-%s" .root.Release.Name .part }}
{{- end }}

{{- define "lockstep.connect" -}}
{{- if .Values.ensemble.connect }}{{ .Values.ensemble.connect }}
{{- else if .Values.ensemble.enabled }}
{{- $name := printf "%s-zookeeper" .Release.Name }}
{{- range $i := until 3 }}{{ if $i }},{{ end }}{{ printf "%s-%d.%s.%s.svc:2181" $name $i $name $.Release.Namespace }}{{ end }}
{{- end }}
{{- end }}

{{/* How others call a gateway or a coordinator. */}}
{{- define "lockstep.url" -}}
{{- if .root.Values.insecure }}http://{{ else }}https://{{ end }}{{ include "lockstep.fullname" . }}.{{ .root.Release.Namespace }}.svc:{{ if .root.Values.insecure }}8080{{ else }}8443{{ end }}
{{- end }}

{{/* application.properties. Takes (dict "root" $ "part" name "of" the line, or the coordinators). */}}
{{- define "lockstep.properties" -}}
{{- $root := .root -}}
# Variables of the pod win over this file.
config_ordinal=275
lockstep.catalog.profiles={{ if .of.profiles }}/etc/lockstep/device-profiles{{ else }}${lockstep.home}/device-profiles{{ end }}
{{- if .of.devices }}
lockstep.catalog.devices=/etc/lockstep/devices.yaml
{{- end }}
{{- if .of.devicesSecret }}
lockstep.secrets.folder=/etc/lockstep-secrets
{{- end }}
{{- if .of.usersSecret }}
lockstep.security.users-file=/etc/lockstep/users
{{- end }}
{{- if .of.tlsSecret }}
quarkus.tls.key-store.pem.0.cert=/etc/lockstep/tls/tls.crt
quarkus.tls.key-store.pem.0.key=/etc/lockstep/tls/tls.key
quarkus.tls.reload-period=1m
quarkus.http.insecure-requests=disabled
{{- end }}
{{- if .of.certificateRoles }}
quarkus.tls.trust-store.pem.certs=/etc/lockstep/tls/ca.crt
quarkus.http.auth.certificate-role-properties=/etc/lockstep/certificate-roles.properties
{{- end }}
{{- if $root.Values.insecure }}
lockstep.insecure=true
{{- end }}
{{- if $root.Values.outbound.secret }}
quarkus.tls.outbound.trust-store.pem.certs=/etc/lockstep/outbound/ca.crt
quarkus.tls.outbound.key-store.pem.0.cert=/etc/lockstep/outbound/tls.crt
quarkus.tls.outbound.key-store.pem.0.key=/etc/lockstep/outbound/tls.key
quarkus.tls.outbound.reload-period=1m
{{- end }}
{{- $part := .part }}
{{- $gateways := list }}
{{- $origins := $root.Values.outbound.origins }}
{{- range $root.Values.lines }}
{{- $url := include "lockstep.url" (dict "root" $root "part" .name) }}
{{- $gateways = append $gateways $url }}
{{- if ne .name $part }}{{ $origins = append $origins $url }}{{ end }}
{{- end }}
{{- if $root.Values.coordinators.enabled }}
{{- $coordinator := include "lockstep.url" (dict "root" $root "part" "coordinator") }}
{{- if ne $part "coordinator" }}{{ $origins = append $origins $coordinator }}{{ end }}
{{- if eq .part "coordinator" }}
lockstep.coordinator.enabled=true
lockstep.coordinator.public-url={{ $coordinator }}
lockstep.coordinator.gateways={{ join "," $gateways }}
{{- if include "lockstep.connect" $root }}
lockstep.coordinator.log=zookeeper
{{- end }}
{{- else }}
lockstep.coordinators.allowed={{ $coordinator }}/api/v1/coordinations
{{- end }}
{{- end }}
{{- if $root.Values.outbound.secret }}
{{- if not $origins }}{{ fail "outbound.secret is for nobody: there is one line alone, and outbound.origins names no other" }}{{ end }}
lockstep.outbound.origins={{ join "," $origins }}
{{- end }}
{{- if include "lockstep.connect" $root }}
lockstep.ensemble.connect={{ include "lockstep.connect" $root }}
lockstep.ensemble.chroot={{ $root.Values.ensemble.chroot }}
lockstep.ensemble.plant={{ $root.Values.ensemble.plant }}
{{- end }}
{{- range $key, $value := .of.configuration }}
{{ $key }}={{ $value }}
{{- end }}
{{- end }}

{{/* All objects of one gateway or of the coordinators. */}}
{{- define "lockstep.part" -}}
{{- $root := .root -}}
{{- $name := include "lockstep.fullname" . -}}
{{- if not $root.Values.insecure }}
{{- if not .of.tlsSecret }}{{ fail (printf "%s has no tlsSecret: name the Secret with its certificate, or set insecure: true" .part) }}{{ end }}
{{- if not (or .of.usersSecret .of.certificateRoles) }}{{ fail (printf "%s has neither usersSecret nor certificateRoles, so nobody could call it: give one, or set insecure: true" .part) }}{{ end }}
{{- end }}
{{- if and .of.certificateRoles (not .of.tlsSecret) }}{{ fail (printf "%s has certificateRoles and no tlsSecret with ca.crt" .part) }}{{ end }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  labels: {{- include "lockstep.labels" . | nindent 4 }}
data:
  application.properties: | {{- include "lockstep.properties" . | nindent 4 }}
  {{- with .of.devices }}
  devices.yaml: {{ . | quote }}
  {{- end }}
  {{- with .of.certificateRoles }}
  certificate-roles.properties: |
    {{- range $who, $roles := . }}
    {{ $who }}={{ $roles }}
    {{- end }}
  {{- end }}
  {{- range $file, $profile := .of.profiles }}
  {{ $file | quote }}: {{ $profile | quote }}
  {{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  labels: {{- include "lockstep.labels" . | nindent 4 }}
spec:
  selector: {{- include "lockstep.selector" . | nindent 4 }}
  ports:
    - name: {{ if $root.Values.insecure }}http{{ else }}https{{ end }}
      port: {{ if $root.Values.insecure }}8080{{ else }}8443{{ end }}
      targetPort: api
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels: {{- include "lockstep.labels" . | nindent 4 }}
spec:
  # Of several coordinators on an ensemble any may go.
  maxUnavailable: {{ if gt (int .replicas) 1 }}1{{ else }}{{ $root.Values.disruption.maxUnavailable }}{{ end }}
  selector:
    matchLabels: {{- include "lockstep.selector" . | nindent 6 }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $name }}
  labels: {{- include "lockstep.labels" . | nindent 4 }}
spec:
  # Never two with one journal: a StatefulSet starts the next one when the last one is known to be gone.
  replicas: {{ .replicas }}
  serviceName: {{ $name }}
  selector:
    matchLabels: {{- include "lockstep.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "lockstep.labels" . | nindent 8 }}
      annotations:
        # What is read at the start alone. Users, certificates and devices are taken over without one.
        lockstep/configuration: {{ include "lockstep.properties" . | sha256sum }}
    spec:
      # Its variables would look like keys of the gateway's; and it has no business with the cluster.
      enableServiceLinks: false
      automountServiceAccountToken: false
      # Requests under way may take ten seconds (quarkus.shutdown.timeout); then journal and sessions are closed.
      terminationGracePeriodSeconds: 60
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        # So that the files of Secrets, 0440, can be read by it and by nobody else.
        fsGroup: 10001
        fsGroupChangePolicy: OnRootMismatch
        seccompProfile: { type: RuntimeDefault }
      {{- with .of.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: gateway
          image: "{{ $root.Values.image.repository }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}"
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          ports:
            - name: api
              containerPort: {{ if $root.Values.insecure }}8080{{ else }}8443{{ end }}
          env:
            - name: LOCKSTEP_GATEWAY_NAME
              {{- if eq .part "coordinator" }}
              valueFrom: { fieldRef: { fieldPath: metadata.name } }
              {{- else }}
              value: {{ .part | quote }}
              {{- end }}
            # Ages are compared on one host's clock. On another node the journal is one that was moved: no COMMIT until an operator has said that it is the only one.
            - name: LOCKSTEP_GATEWAY_HOST
              valueFrom: { fieldRef: { fieldPath: spec.nodeName } }
            - name: LOCKSTEP_HTTP_HOSTS
              value: {{ printf "%s,%s.%s,%s.%s.svc,%s.%s.svc.%s" $name $name $root.Release.Namespace $name $root.Release.Namespace $name $root.Release.Namespace $root.Values.clusterDomain | cat (join "," $root.Values.hosts) | trim | replace " " "," | quote }}
            - name: JAVA_OPTS
              value: {{ $root.Values.javaOptions | quote }}
          # It listens when every promise of the journal stands again; a long journal is read, and perhaps migrated, for up to ten minutes.
          startupProbe:
            httpGet: &answers { path: /q/health/started, port: api, scheme: {{ if $root.Values.insecure }}HTTP{{ else }}HTTPS{{ end }} }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 120
          # 200 as long as it answers at all. Not /q/health/live, which is 503 after a fault of the gateway itself: a person must look at the machines
          # before that one is started again. Nor is a silent machine, a full disk or somebody who is waited for a reason. Two minutes, for a disk may stand still.
          livenessProbe:
            httpGet: *answers
            periodSeconds: 30
            timeoutSeconds: 10
            failureThreshold: 4
          # 200 also while something is in trouble: it then votes ROLLBACK, which coordinators must hear.
          readinessProbe:
            httpGet: { path: /q/health/ready, port: api, scheme: {{ if $root.Values.insecure }}HTTP{{ else }}HTTPS{{ end }} }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 3
          resources: {{- toYaml $root.Values.resources | nindent 12 }}
          volumeMounts:
            - { name: journal, mountPath: /var/lib/lockstep }
            - { name: configuration, mountPath: /etc/lockstep, readOnly: true }
            {{- if .of.devicesSecret }}
            - { name: devices, mountPath: /etc/lockstep-secrets, readOnly: true }
            {{- end }}
      volumes:
        - name: configuration
          projected:
            # 0440, as a number that every reader of YAML takes for the same.
            defaultMode: 288
            sources:
              - configMap:
                  name: {{ $name }}
                  items:
                    - { key: application.properties, path: application.properties }
                    {{- if .of.devices }}
                    - { key: devices.yaml, path: devices.yaml }
                    {{- end }}
                    {{- if .of.certificateRoles }}
                    - { key: certificate-roles.properties, path: certificate-roles.properties }
                    {{- end }}
                    {{- range $file, $profile := .of.profiles }}
                    - { key: {{ $file | quote }}, path: {{ printf "device-profiles/%s" $file | quote }} }
                    {{- end }}
              {{- with .of.usersSecret }}
              - secret: { name: {{ . }}, items: [{ key: users, path: users }] }
              {{- end }}
              {{- with .of.tlsSecret }}
              - secret:
                  name: {{ . }}
                  items:
                    - { key: tls.crt, path: tls/tls.crt }
                    - { key: tls.key, path: tls/tls.key }
                    {{- if $.of.certificateRoles }}
                    - { key: ca.crt, path: tls/ca.crt }
                    {{- end }}
              {{- end }}
              {{- with $root.Values.outbound.secret }}
              - secret:
                  name: {{ . }}
                  items:
                    - { key: tls.crt, path: outbound/tls.crt }
                    - { key: tls.key, path: outbound/tls.key }
                    - { key: ca.crt, path: outbound/ca.crt }
              {{- end }}
        {{- with .of.devicesSecret }}
        - name: devices
          secret: { secretName: {{ . }}, defaultMode: 288 }
        {{- end }}
  volumeClaimTemplates:
    - metadata:
        name: journal
        labels: {{- include "lockstep.selector" . | nindent 10 }}
      spec:
        # Of one node, and where the storage knows it of one pod.
        accessModes: [ReadWriteOnce]
        storageClassName: {{ $root.Values.storage.className | quote }}
        resources: { requests: { storage: {{ $root.Values.storage.size }} } }
  # The journal outlives the chart: others rely on what it promised.
  persistentVolumeClaimRetentionPolicy: { whenDeleted: Retain, whenScaled: Retain }
{{- end }}
