{{/* Fails where the values have a key that the chart does not know. Helm hides from templates what values.yaml has, so
files/values-keys.yaml lists it; the schema refuses the same, but cannot say what was meant (npm run generate). */}}
{{- define "heartbeat.refuseUnknown" -}}
{{- $file := .Files.Get "files/values-keys.yaml" | fromYaml -}}
{{- $mistakes := include "heartbeat.unknownIn" (dict "values" .Values "keys" $file.keys "elsewhere" $file.elsewhere "path" "") | trim -}}
{{- if $mistakes }}{{ fail (printf "\n%s" $mistakes) }}{{ end -}}
{{- end -}}

{{/* A line for each unknown key of `values`, and of the mappings in it. */}}
{{- define "heartbeat.unknownIn" -}}
{{- $call := . -}}
{{- range $key, $value := .values -}}
{{- $path := printf "%s%s" $call.path $key -}}
{{- if not (hasKey $call.keys $key) }}
{{ $path }} is not a value of this chart{{ include "heartbeat.meant" (dict "key" $key "call" $call) }}
{{- else if and (kindIs "map" $value) (get $call.keys $key) -}}
{{- include "heartbeat.unknownIn" (dict "values" $value "keys" (get $call.keys $key) "elsewhere" dict "path" (printf "%s." $path)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What was probably meant: what other charts call by that name, else the key that shares most pairs of letters with it. */}}
{{- define "heartbeat.meant" -}}
{{- $best := get .call.elsewhere .key -}}
{{- $bestScore := 50 -}}
{{- if not $best -}}
{{- $written := lower .key -}}
{{- range $known := keys .call.keys | sortAlpha -}}
{{- $shared := 0 -}}
{{- range $at := until (sub (len $known) 1 | int) -}}
{{- if contains (lower $known | substr $at (add $at 2 | int)) $written }}{{ $shared = add $shared 1 }}{{ end -}}
{{- end -}}
{{- $score := div (mul 200 $shared) (add (len $known) (len $written)) -}}
{{- if gt $score $bestScore }}{{ $best = $known }}{{ $bestScore = $score }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if $best }} (did you mean {{ .call.path }}{{ $best }}?){{ else if .call.path }}; allowed: {{ keys .call.keys | sortAlpha | join ", " }}{{ end -}}
{{- end -}}
