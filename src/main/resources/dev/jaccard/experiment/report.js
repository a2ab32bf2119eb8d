(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const HUES = {
    iou: '#1f2937', giou: '#2563eb', diou: '#0891b2', ciou: '#dc2626', eiou: '#16a34a', siou: '#9333ea', wiou: '#ea580c',
    mpdiou: '#0f766e', shape: '#db2777', piou: '#b7791f', piou2: '#7c9a12', nwd: '#64748b', bounded: '#92400e'
  };
  const MORE_HUES = ['#be123c', '#4338ca', '#047857', '#a16207', '#0369a1', '#a21caf', '#4d7c0f', '#57534e'];
  const DASHES = ['solid', [7, 4], [2, 3], [10, 3, 2, 3]];
  const HEAT = ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'];
  const PUSH = ['#b9cfe4', '#86b1d6', '#4f8fc4', '#2a6cab', '#164a86', '#0b2c5c'];
  const FONT = getComputedStyle(document.body).fontFamily;
  const INK = '#16202c', SOFT = '#5a6675', LINE = '#e3e8ee';

  const colours = new Map();
  let more = 0;
  const colour = base => {
    if (!colours.has(base)) colours.set(base, HUES[base] || MORE_HUES[more++ % MORE_HUES.length]);
    return colours.get(base);
  };
  const superscript = n => String(n).replace(/./g, c => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);
  const escaped = s => s.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[c]));
  const text = v => v >= 1000 ? Math.round(v).toLocaleString('en') : v >= 1 ? v.toPrecision(4) : v.toPrecision(3);
  const power = v => {
    const e = Math.round(Math.log10(v));
    if (Math.abs(v / 10 ** e - 1) > 1e-6) return '';
    return e >= 6 ? 10 ** (e - 6) + ' M' : e >= 3 ? 10 ** (e - 3) + ' k' : e >= -2 ? String(+(10 ** e).toPrecision(1)) : '10' + superscript(e);
  };

  // A chart is made when it comes near the screen, so that the page opens at once.
  const pending = new Map(), charts = [];
  const make = element => {
    const option = pending.get(element);
    if (!option) return;
    pending.delete(element);
    const chart = echarts.init(element, null, { renderer: 'canvas' });
    chart.setOption(option());
    charts.push({ element, chart, option, width: element.clientWidth });
  };
  const observer = 'IntersectionObserver' in window
    ? new IntersectionObserver(entries => entries.forEach(e => {
        if (e.isIntersecting) { observer.unobserve(e.target); make(e.target); }
      }), { rootMargin: '400px' })
    : null;
  const chart = (element, option) => {
    pending.set(element, option);
    if (observer) observer.observe(element); else make(element);
  };
  addEventListener('beforeprint', () => [...pending.keys()].forEach(make));
  const fit = () => charts.forEach(c => {
    if (c.width === c.element.clientWidth) return;
    c.width = c.element.clientWidth;
    c.chart.resize();
    c.chart.setOption(c.option(), true);
  });
  let waiting = 0;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(fit, 120);
  });

  const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  const logRange = values => {
    const logs = values.filter(v => v > 0 && isFinite(v)).map(Math.log10).sort((a, b) => a - b);
    if (!logs.length) return [0, 1];
    const low = quantile(logs, 0.005), high = quantile(logs, 0.995);
    return high - low < 0.1 ? [low - 0.5, high + 0.5] : [low, high];
  };
  const shade = (palette, t) => {
    const place = Math.min(1, Math.max(0, t)) * (palette.length - 1), i = Math.min(palette.length - 2, Math.floor(place));
    const part = (hex, k) => parseInt(hex.substr(1 + 2 * k, 2), 16);
    const mix = k => Math.round(part(palette[i], k) + (place - i) * (part(palette[i + 1], k) - part(palette[i], k)));
    return `rgb(${mix(0)},${mix(1)},${mix(2)})`;
  };
  const scale = (element, palette, [low, high], label) => {
    const ticks = [];
    for (let e = Math.ceil(low); e <= high; e++) ticks.push([(e - low) / (high - low), power(10 ** e)]);
    if (ticks.length < 2) {
      ticks.length = 0;
      ticks.push([0, text(10 ** low)], [1, text(10 ** high)]);
    }
    element.innerHTML = `<span>${label}</span><div><i style="background:linear-gradient(90deg,${palette.join(',')})"></i>`
      + `<span class="ticks">${ticks.map(([t, s]) => `<span style="left:${100 * t}%">${s}</span>`).join('')}</span></div>`;
  };
  const base = { textStyle: { fontFamily: FONT, color: INK }, animation: false };
  const box = { confine: true, backgroundColor: 'rgba(255,255,255,0.97)', borderColor: LINE, textStyle: { color: INK, fontSize: 12.5 } };

  // How far the label at the end of each curve is to be moved, so that no two overlap.
  const shifts = (runs, range, height) => {
    const line = 14, log = Math.log10;
    const labels = runs.map((run, i) => ({ i, end: run.errors[run.errors.length - 1] })).filter(l => l.end > 0)
      .map(l => ({ ...l, y: height * (log(range[1]) - log(l.end)) / (log(range[1]) - log(range[0])) })).sort((a, b) => a.y - b.y);
    const groups = [];
    labels.forEach(label => {
      groups.push({ members: [label], middle: label.y });
      for (let k = groups.length - 1; k > 0; k--) {
        const a = groups[k - 1], b = groups[k];
        if (b.middle - a.middle >= line * (a.members.length + b.members.length) / 2) break;
        const members = a.members.concat(b.members);
        groups.splice(k - 1, 2, { members, middle: members.reduce((sum, m) => sum + m.y, 0) / members.length });
      }
    });
    const moved = [];
    groups.forEach(({ members, middle }) => members.forEach((m, k) => {
      moved[m.i] = middle + line * (k - (members.length - 1) / 2) - m.y;
    }));
    return moved;
  };

  const curves = (section, group, range) => element => {
    const narrow = element.clientWidth < 760;
    const steps = group.runs[0].errors.length - 1;
    const top = 14, bottom = narrow ? 150 : 112;
    const moved = shifts(group.runs, range, element.clientHeight - top - bottom);
    return {
      ...base,
      grid: { left: 62, right: narrow ? 16 : 116, top, bottom },
      legend: {
        bottom: 0, left: 'center', width: narrow ? '100%' : '92%', itemWidth: 30, itemHeight: 8, itemGap: narrow ? 9 : 14,
        textStyle: { color: INK, fontSize: 13 }, inactiveColor: '#c4ccd6'
      },
      tooltip: {
        ...box, trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: '#b6c0cc' } },
        formatter: items => {
          const rows = items.filter(i => i.value[1] != null).sort((a, b) => a.value[1] - b.value[1])
            .map(i => `<span>${i.marker}${escaped(i.seriesName)}</span><b style="text-align:right;font-weight:600">${text(i.value[1])}</b>`);
          return `<div style="margin-bottom:4px;color:${SOFT}">step ${items[0].value[0]}</div>`
            + `<div style="display:grid;grid-template-columns:auto auto;column-gap:16px;line-height:1.45">${rows.join('')}</div>`;
        }
      },
      xAxis: {
        type: 'value', min: 0, max: steps, name: 'step', nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: SOFT, fontSize: 13 },
        axisLine: { lineStyle: { color: '#b6c0cc' } }, axisTick: { lineStyle: { color: '#b6c0cc' } }, axisLabel: { color: SOFT }, splitLine: { show: false }
      },
      yAxis: {
        type: 'log', min: range[0], max: range[1], axisLabel: { color: SOFT, formatter: power }, splitLine: { lineStyle: { color: LINE } },
        minorTick: { show: true, splitNumber: 9 }, minorSplitLine: { show: true, lineStyle: { color: '#f1f4f7' } }
      },
      series: group.runs.map((run, i) => ({
        name: run.name, type: 'line', symbol: 'none', data: run.errors.map((e, i) => [i, e > 0 ? e : null]),
        itemStyle: { color: colour(run.base) },
        lineStyle: { width: 2, color: colour(run.base), type: DASHES[run.variant % DASHES.length] },
        emphasis: { focus: 'series', lineStyle: { width: 3 } }, blur: { lineStyle: { opacity: 0.12 } },
        endLabel: { show: !narrow, formatter: '{a}', color: colour(run.base), fontSize: 12, distance: 6, offset: [0, moved[i] || 0] }
      }))
    };
  };

  const disk = section => {
    const margin = 1.04 * section.radius, c = section.center;
    const axis = { type: 'value', min: c - margin, max: c + margin, show: false };
    return { grid: { left: 2, right: 2, top: 2, bottom: 2 }, xAxis: axis, yAxis: axis };
  };

  const map = (section, run, range) => element => {
    const size = Math.max(3, Math.min(14, 1.5 * element.clientWidth * Math.sqrt(0.72 / section.x.length)));
    return {
      ...base, ...disk(section),
      tooltip: {
        ...box, formatter: p => `centre (${p.value[0]}, ${p.value[1]})<br><b>${text(run.points[p.dataIndex])}</b>`
      },
      series: [{
        type: 'scatter', symbolSize: size, progressive: 0,
        data: section.x.map((x, i) => ({
          value: [x, section.y[i]],
          itemStyle: { color: run.points[i] == null ? '#d1d5db' : shade(HEAT, (Math.log10(run.points[i]) - range[0]) / (range[1] - range[0])) }
        })),
        emphasis: { scale: false }
      }]
    };
  };

  const field = (section, arrows, range) => () => {
    const n = section.side, cell = 2 * section.radius / n, c = section.center;
    const rows = [];
    arrows.angle.forEach((angle, i) => {
      const x = section.radius * (2 * (i % n + 0.5) / n - 1), y = section.radius * (2 * (Math.floor(i / n) + 0.5) / n - 1);
      if (x * x + y * y <= section.radius * section.radius) rows.push([c + x, c + y, angle, arrows.size[i]]);
    });
    const arrow = (params, api) => {
      const [px, py] = api.coord([api.value(0), api.value(1)]), half = 0.43 * api.size([cell, cell])[0];
      const angle = api.value(2) * Math.PI / 180, size = api.value(3);
      if (!(size > 0)) return { type: 'circle', shape: { cx: px, cy: py, r: 0.9 }, style: { fill: '#c3cad3' } };
      const dx = half * Math.cos(angle), dy = -half * Math.sin(angle), turn = 2.55, barb = 0.72;
      const end = [px + dx, py + dy];
      const side = s => [
        end[0] + barb * half * Math.cos(angle + s * turn), end[1] - barb * half * Math.sin(angle + s * turn)];
      const stroke = shade(PUSH, (Math.log10(size) - range[0]) / (range[1] - range[0]));
      return {
        type: 'group',
        children: [
          { type: 'line', shape: { x1: px - dx, y1: py - dy, x2: end[0], y2: end[1] }, style: { stroke, lineWidth: 1.15 } },
          { type: 'polyline', shape: { points: [side(1), end, side(-1)] }, style: { stroke, fill: 'none', lineWidth: 1.15 } }
        ]
      };
    };
    const outline = (w, h, style) => (params, api) => {
      const [x1, y1] = api.coord([c - w / 2, c + h / 2]), [x2, y2] = api.coord([c + w / 2, c - h / 2]);
      return { type: 'rect', shape: { x: x1, y: y1, width: x2 - x1, height: y2 - y1 }, style: { fill: 'none', ...style } };
    };
    return {
      ...base, ...disk(section),
      tooltip: {
        ...box, formatter: p => p.seriesIndex ? '' : `centre (${+p.value[0].toFixed(3)}, ${+p.value[1].toFixed(3)})<br>`
          + (p.value[3] > 0 ? `gradient <b>${text(p.value[3])}</b>` : 'no gradient')
      },
      series: [
        { type: 'custom', renderItem: arrow, data: rows, encode: { x: 0, y: 1 } },
        { type: 'custom', silent: true, data: [[c, c]], renderItem: outline(section.target[0], section.target[1], { stroke: '#d97706', lineWidth: 1.6 }) }
      ]
    };
  };

  const figures = (element, items) => items.forEach(({ name, note, option }) => {
    const figure = document.createElement('figure');
    figure.innerHTML = `<figcaption>${escaped(name)}<span>${note}</span></figcaption><div class="panel"></div>`;
    element.append(figure);
    const panel = figure.querySelector('.panel');
    chart(panel, () => option(panel));
  });

  data.forEach(section => {
    const place = (kind, key) => document.querySelector(`[data-protocol="${section.key}"][data-kind="${kind}"]${key ? `[data-coordinates="${key}"]` : ''}`);
    const runs = section.groups.flatMap(g => g.runs);
    const all = runs.flatMap(r => r.errors).filter(e => e > 0);
    const floor = x => 10 ** Math.floor(Math.log10(x)), low = Math.min(...all), high = Math.max(...all);
    const range = [Math.floor(low / floor(low)) * floor(low), Math.ceil(high / floor(high)) * floor(high)];
    const heat = logRange(runs.flatMap(r => r.points));
    const push = logRange(section.fields.flatMap(f => f.size));
    section.groups.forEach(group => {
      const element = place('curves', group.key);
      chart(element, () => curves(section, group, range)(element));
      scale(place('map-scale', group.key), HEAT, heat, section.pointMeasure);
      figures(place('maps', group.key), group.runs.map(run => ({
        name: run.name, note: run.final, option: map(section, run, heat)
      })));
    });
    scale(place('field-scale'), PUSH, push, 'length of the gradient with respect to the centre');
    figures(place('fields'), section.fields.map(arrows => ({ name: arrows.name, note: '', option: field(section, arrows, push) })));
  });
})();
