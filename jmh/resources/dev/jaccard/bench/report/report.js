(() => {
  'use strict';
  const options = JSON.parse(document.getElementById('charts').textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const count = v => v >= 1048576 && v % 1048576 === 0 ? v / 1048576 + ' M' : v >= 1024 && v % 1024 === 0 ? v / 1024 + ' Ki' : String(v);
  const made = Object.entries(options).map(([id, option]) => {
    const chart = echarts.init(document.getElementById(id), null, { renderer: 'canvas' });
    if (option.pairsAxis) option.xAxis.axisLabel = { formatter: count };
    chart.setOption({ animation: false, textStyle: { fontFamily: font, color: '#16202c' }, ...option });
    return chart;
  });
  addEventListener('resize', () => made.forEach(chart => chart.resize()));
})();
