import type { MadeKey } from '@/api/types'

// What a fitter pastes into a shell to try a device: it signs a test message with openssl and sends it as the device would.

/** Over MQTT the last line is mosquitto_pub's, over HTTP curl's. `origin`: the platform as this browser reaches it. */
export function tryOut(account: string, made: MadeKey, origin: string): string {
  const method = made.mqtt ? 'PUBLISH' : 'POST'
  const target = made.mqtt ? made.mqtt.topic : '/api/v1/alarm-messages'
  const sign = [
    `BODY='{"version":1,"account":"${account}","messages":[{"type":"event","id":"'$(openssl rand -hex 8)'","kind":"test_manual"}]}'`,
    'T=$(date +%s); N=$(openssl rand -hex 16); D=$(printf %s "$BODY" | openssl dgst -sha256 -r | cut -c1-64)',
    `S=$(printf 'anlan1\\n${method}\\n${target}\\n%s\\n%s\\n%s' "$T" "$N" "$D" | openssl dgst -sha256 -mac HMAC -macopt hexkey:${made.key} -r | cut -c1-64)`,
  ]
  if (made.mqtt) {
    const { broker, port, topic, tls } = made.mqtt
    const secured = tls ? ' --tls-use-os-certs' : ''
    return [...sign, `printf 'anlan1 %s %s %s\\n%s' "$T" "$N" "$S" "$BODY" | mosquitto_pub -h ${broker} -p ${port}${secured} -t ${topic} -q 1 -s`].join('\n')
  }
  const headers = ['Content-Type: application/json', `X-Anlan-Account: ${account}`, 'X-Anlan-Timestamp: $T', 'X-Anlan-Nonce: $N', 'X-Anlan-Signature: $S']
  return [...sign, `curl -sS ${origin}${target} ${headers.map((one) => `-H "${one}"`).join(' ')} --data-raw "$BODY"`].join('\n')
}
